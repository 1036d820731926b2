import { DescribeSecurityGroupsCommand } from '@aws-sdk/client-ec2';
import { describe, expect, it } from 'vitest';
import { awsRegionReader } from '../../../functions/aws/read/region-reader.ts';
import { addGroup } from '../../../infra/local/world/network.ts';
import { removeMountTarget, setGroups } from '../../../infra/local/world/storage.ts';
import { must } from '../../support/must.ts';
import { instantly } from '../../support/virtual-time.ts';
import { type Region, region } from './region.ts';

/** A file system that a sweep has to ask EFS about, for its interfaces say nothing. */
const addOpaque = ({ add, aws }: Region) => {
  const made = add();
  for (const { networkInterfaceId: id } of made.mountTargets) {
    const known = must(aws.world.networkInterfaces.get(id));
    aws.world.networkInterfaces.set(id, { ...known, description: '' });
  }
  return made;
};

/** A region with an opaque file system and one drifted mount target elsewhere, which has to be queued whatever happens. */
const regionWithOpaque = async (options?: Parameters<typeof region>[0]) => {
  const it = await region(options);
  const elsewhere = it.add();
  it.drift(must(elsewhere.ids[0]));
  const opaque = addOpaque(it);
  const queued = () => it.queue.sent.map(({ mountTargetId }) => mountTargetId);
  return { ...it, opaque, elsewhere: must(elsewhere.ids[0]), queued };
};

const targets = 'efs:DescribeMountTargets';
const groups = 'efs:DescribeMountTargetSecurityGroups';

describe('during a sweep', () => {
  it('a file system that disappears is named as gone', async () => {
    const { aws, sweep, opaque, elsewhere, queued } = await regionWithOpaque();
    aws.faults.before(targets, () => {
      for (const mountTarget of opaque.mountTargets) removeMountTarget(aws.world, mountTarget);
      aws.world.fileSystems.delete(opaque.id);
    });
    const { summary, results } = await sweep();
    expect(summary).toEqual({ compliant: 2, drifted: 1, gone: 1 });
    expect(results).toContainEqual(
      expect.objectContaining({ mountTargetId: null, fileSystemId: opaque.id, status: 'gone' }),
    );
    expect(queued()).toEqual([elsewhere]);
  });

  it('a mount target that disappears is named as gone', async () => {
    const { aws, sweep, opaque, elsewhere, queued } = await regionWithOpaque();
    aws.faults.after(targets, () => removeMountTarget(aws.world, must(opaque.mountTargets[1])));
    const { summary, results } = await sweep();
    expect(summary).toEqual({ compliant: 4, drifted: 1, gone: 1 });
    expect(results).toContainEqual(expect.objectContaining({ mountTargetId: opaque.ids[1], status: 'gone' }));
    expect(queued()).toEqual([elsewhere]);
  });

  it('a file system that vanishes between the two lists is asked about, and named as gone', async () => {
    const { aws, sweep, add, elsewhere, queued } = await regionWithOpaque();
    const { id, mountTargets } = add();
    aws.faults.after('efs:DescribeFileSystems', () => {
      for (const mountTarget of mountTargets) removeMountTarget(aws.world, mountTarget);
      aws.world.fileSystems.delete(id);
    });
    aws.faults.before('ec2:DescribeNetworkInterfaces', () => new Promise((resolve) => setTimeout(resolve, 20)));
    expect((await sweep()).results).toContainEqual(expect.objectContaining({ fileSystemId: id, status: 'gone' }));
    expect(queued()).toEqual([elsewhere]);
  });

  it.each([
    { what: 'denied', error: 'AccessDeniedException', status: 'failed', reasons: ['access-denied'] },
    { what: 'throttled to exhaustion', error: 'ThrottlingException', status: 'deferred', reasons: ['throttled'] },
    { what: 'answered with a fault of AWS', error: 'InternalServerError', status: 'deferred', reasons: ['aws-error'] },
  ])(
    'a file system that is $what is named as $status',
    instantly(async ({ error, status, reasons }) => {
      const { aws, sweep, opaque, elsewhere, queued } = await regionWithOpaque({ maxAttempts: 2 });
      aws.faults.next(targets, { error, id: opaque.id, times: 2 });
      const { summary, results } = await sweep();
      expect(summary).toEqual({ compliant: 2, drifted: 1, [status]: 1 });
      expect(results).toContainEqual(
        expect.objectContaining({
          mountTargetId: null,
          fileSystemId: opaque.id,
          status,
          reasons,
          explanation: expect.stringContaining(
            `${opaque.id}: elasticfilesystem:DescribeMountTargets failed with ${error}`,
          ),
        }),
      );
      expect(queued()).toEqual([elsewhere]);
    }),
  );

  it.each([
    { what: 'denied', error: 'AccessDeniedException', status: 'failed', reasons: ['access-denied'] },
    { what: 'throttled to exhaustion', error: 'ThrottlingException', status: 'deferred', reasons: ['throttled'] },
    {
      what: 'in no state to answer',
      error: 'IncorrectMountTargetState',
      status: 'deferred',
      reasons: ['lifecycle-state'],
    },
  ])(
    'a mount target that is $what is named as $status, its siblings unaffected',
    instantly(async ({ error, status, reasons }) => {
      const { aws, sweep, opaque, elsewhere, queued } = await regionWithOpaque();
      const id = must(opaque.ids[2]);
      aws.faults.next(groups, { error, id });
      const { summary, results } = await sweep();
      expect(summary).toEqual({ compliant: 4, drifted: 1, [status]: 1 });
      expect(results).toContainEqual(
        expect.objectContaining({ mountTargetId: id, fileSystemId: opaque.id, status, reasons, rule: null }),
      );
      expect(queued()).toEqual([elsewhere]);
    }),
  );

  it.each([
    { error: 'UnauthorizedOperation', status: 'failed', reasons: ['access-denied'] },
    { error: 'RequestLimitExceeded', status: 'deferred', reasons: ['throttled'] },
  ])(
    'a VPC whose groups end in $error fails alone, and is asked about once',
    instantly(async ({ error, status, reasons }) => {
      const { aws, awsCalls, sweep, addVpc, add, vpcAt, elsewhere, queued } = await regionWithOpaque();
      const vpc = addVpc();
      const { ids } = add({ vpc });
      aws.faults.next('ec2:GetSecurityGroupsForVpc', { error, id: vpcAt(vpc).id, times: 3 });
      const { summary, results } = await sweep();
      expect(summary).toEqual({ compliant: 5, drifted: 1, [status]: 3 });
      expect(results.filter((it) => it.status === status).map((it) => [it.mountTargetId, it.reasons])).toEqual(
        ids.map((id) => [id, reasons]),
      );
      expect(awsCalls()).toMatchObject({ 'ec2:GetSecurityGroupsForVpc': 2 });
      expect(queued()).toEqual([elsewhere]);
    }),
  );

  it.each([
    { error: 'UnauthorizedOperation', status: 'failed', reasons: ['access-denied'] },
    { error: 'RequestLimitExceeded', status: 'deferred', reasons: ['throttled'] },
  ])(
    'drift that takes NFS from a group is $status alone when nobody says whether the group is in use: $error',
    instantly(async (say) => {
      const { aws, sweep, add, elsewhere, queued } = await regionWithOpaque();
      const { world } = aws;
      const clients = addGroup(world, { name: 'clients' });
      const letsIn = addGroup(world, { name: 'for-clients', rules: [{ peer: { groupId: clients.id } }] });
      const id = must(add().ids[1]);
      setGroups(world, id, [letsIn.id]);
      aws.faults.next('ec2:DescribeNetworkInterfaces', { error: say.error, id: clients.id });
      const { summary, results } = await sweep();
      expect(summary).toEqual({ compliant: 7, drifted: 1, [say.status]: 1 });
      expect(results).toContainEqual(
        expect.objectContaining({
          mountTargetId: id,
          status: say.status,
          reasons: say.reasons,
          rule: 'shared-data',
          before: [letsIn.id],
          after: [letsIn.id],
        }),
      );
      expect(queued()).toEqual([elsewhere]);
      expect((await sweep()).summary).toEqual({ compliant: 7, drifted: 2 });
    }),
  );

  it('what could not be read is not counted as governed by the budget', async () => {
    const limits = 'limits: { changesPerSweep: { count: 10, percent: 25 } }';
    const { aws, sweep, opaque, drift, elsewhere, queued } = await regionWithOpaque({ limits });
    expect((await sweep()).queued).toBe(1);
    const sibling = must(aws.world.mountTargets.values().find(({ id }) => id !== elsewhere)).id;
    drift(sibling);
    expect((await sweep()).queued).toBe(2);
    aws.faults.next(targets, { error: 'AccessDeniedException', id: opaque.id });
    expect(await sweep()).toMatchObject({ queued: 0, summary: { refused: 2, failed: 1, compliant: 1 } });
    expect(queued()).toHaveLength(3);
  });

  it.each(['efs:DescribeFileSystems', 'ec2:DescribeNetworkInterfaces', 'ec2:DescribeSecurityGroups'])(
    'a region that cannot be listed is an error, and queues nothing: %s',
    async (operation) => {
      const { aws, sweep, queued, journal } = await regionWithOpaque();
      aws.faults.next(operation, {
        error: operation.startsWith('efs') ? 'AccessDeniedException' : 'UnauthorizedOperation',
      });
      await expect(sweep()).rejects.toMatchObject({ name: 'TerminalError', code: 'access-denied' });
      expect(queued()).toEqual([]);
      expect(journal.sweeps).toEqual([]);
    },
  );

  it('a defect of our own costs one mount target its judgement, and the journal keeps the error', async () => {
    const { ports, sweep, opaque, elsewhere, queued, journal } = await regionWithOpaque();
    const defect = new TypeError('not a function');
    const attachedGroups: typeof ports.reader.attachedGroups = (id) =>
      id === opaque.ids[0] ? Promise.reject(defect) : ports.reader.attachedGroups(id);
    const { results } = await sweep({}, { reader: { ...ports.reader, attachedGroups } });
    expect(results).toContainEqual(
      expect.objectContaining({ mountTargetId: opaque.ids[0], status: 'failed', reasons: ['internal-error'] }),
    );
    expect(journal.warnings).toEqual([{ message: 'unexpected error', keys: { error: defect } }]);
    expect(queued()).toEqual([elsewhere]);
  });
});

describe('a rule of a kind that is not known here', () => {
  /** A region of which EC2 answers that the one rule of a group names none of the sources that are known. */
  const oddRegion = async (which: 'wanted' | 'stray' | 'unrelated') => {
    const it = await regionWithOpaque();
    const groups = { ...it.vpcAt(0), unrelated: addGroup(it.aws.world, { name: 'unrelated' }) };
    const ec2 = it.clients.ec2();
    const IpPermissions = [{ IpProtocol: 'tcp', FromPort: 2049, ToPort: 2049 }];
    const send = async (command: DescribeSecurityGroupsCommand) => {
      const answer = await ec2.send(command);
      if (!(command instanceof DescribeSecurityGroupsCommand)) return answer;
      const SecurityGroups = answer.SecurityGroups?.map((of) =>
        of.GroupId === groups[which].id ? { ...of, IpPermissions } : of,
      );
      return { ...answer, SecurityGroups };
    };
    const bulk = awsRegionReader({ efs: it.clients.efs, ec2: () => ({ send: send as typeof ec2.send }) });
    return { swept: await it.sweep({}, { bulk }), ...it };
  };

  it('hides nothing when no mount target has its group', async () => {
    const { swept, queued, elsewhere } = await oddRegion('unrelated');
    expect(swept).toMatchObject({ queued: 1, summary: { compliant: 5, drifted: 1 } });
    expect(queued()).toEqual([elsewhere]);
  });

  it.each([
    { which: 'stray', reasons: ['nfs-cut-off'], warned: 1 },
    { which: 'wanted', reasons: ['nfs-open-to-world', 'nfs-cut-off'], warned: 5 },
  ] as const)(
    'may let anyone in, so that $which is neither given up nor attached',
    async ({ which, reasons, warned }) => {
      const { swept, queued } = await oddRegion(which);
      const { summary, results } = swept;
      expect(summary).toEqual({ compliant: 5, refused: 1 });
      expect(results[0]).toMatchObject({ status: 'refused', reasons });
      expect(results.filter(({ warnings }) => warnings.includes('nfs-open-to-world'))).toHaveLength(warned);
      expect(queued()).toEqual([]);
    },
  );
});

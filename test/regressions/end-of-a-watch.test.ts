import { expect, it } from 'vitest';
import { fileSystemId } from '../../functions/core/model/ids.ts';
import { addMountTarget, removeMountTarget, setGroups } from '../../infra/local/world/storage.ts';
import { idOf, policyText, scene } from '../support/engine-scene.ts';
import { must } from '../support/must.ts';

const watching = policyText('safety: { staged: { observe: 1m, connectionsDropPercent: 50 } }');

/** A fix that is being watched, with a second mount target that has drifted; after the fix nobody is connected any more. */
const watched = async () => {
  const it = await scene({ policy: watching });
  const sibling = addMountTarget(it.aws.world, { fileSystemId: it.fileSystem.id, groupIds: [it.stray.id] });
  let clients = 10;
  const connections = { clients: async () => new Map([[it.clock.now(), clients]]) };
  const look = (target: { readonly id: string }) => it.look({ mountTargetIds: [idOf(target)] }, { connections });
  expect(await look(it.mountTarget)).toMatchObject({ status: 'fixed' });
  clients = 0;
  it.clock.pass(3 * 60_000);
  const record = () => it.ports.ledger.record(must(fileSystemId(it.fileSystem.id)));
  return { ...it, sibling, look, record };
};

it('judges a watch once, and then holds the file system, when somebody else has changed the groups since', async () => {
  const it = await watched();
  setGroups(it.aws.world, it.mountTarget.id, [it.stray.id, it.wanted.id]);

  expect(await it.look(it.mountTarget)).toMatchObject({ status: 'failed', reasons: ['connections-dropped'] });
  expect((await it.record()).hold).not.toHaveProperty('watch');
  expect(it.groups()).toEqual([it.stray.id, it.wanted.id]);
  expect(await it.look(it.mountTarget)).toMatchObject({ status: 'refused', reasons: ['held'] });
});

it('looks at the mount target it was asked about although it undoes a change to another', async () => {
  const it = await watched();

  expect(await it.look(it.sibling)).toMatchObject({
    mountTargetId: it.sibling.id,
    status: 'refused',
    reasons: ['held'],
  });
  expect(it.groups()).toEqual([it.stray.id]);
  expect(it.journal.told.map(({ finding }) => finding)).toContainEqual(
    expect.objectContaining({ mountTargetId: it.mountTarget.id, reasons: ['connections-dropped'] }),
  );
});

it('frees the file system when the mount target whose change was watched is gone', async () => {
  const it = await watched();
  removeMountTarget(it.aws.world, it.mountTarget);

  expect(await it.look(it.sibling)).toMatchObject({ mountTargetId: it.sibling.id, status: 'fixed' });
});

it('puts a look off while another invocation holds the file system whose watch is over, and reads only once', async () => {
  const it = await watched();
  await it.ports.ledger.acquire(must(fileSystemId(it.fileSystem.id)));
  it.aws.calls.reset();

  expect(await it.look(it.sibling)).toMatchObject({ status: 'deferred', reasons: ['lease-held'] });
  expect(it.aws.calls.total('efs:DescribeMountTargetSecurityGroups')).toBe(1);
});

it('blames no change that its writer did not live to make for clients that have left', async () => {
  const it = await scene({ policy: watching });
  const died = { ...it.ports.ledger, intend: () => Promise.reject(new Error('died')) };
  await it.look({}, { ledger: died, connections: { clients: async () => new Map([[0, 10]]) } });
  it.clock.pass(3 * 60_000);

  const finding = await it.look({}, { connections: { clients: async () => new Map([[0, 0]]) } });

  expect(finding).toMatchObject({ status: 'fixed', reasons: [], before: [it.stray.id] });
});

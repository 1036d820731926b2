import { describe, expect, it } from 'vitest';
import { statementsOfRole } from '../iam.ts';
import { rendered } from '../rendered.ts';
import { hub } from './built.ts';

const { resources } = hub;
const ofType = (type: string) => [...resources].filter(([, { Type }]) => Type === type);
const actionsOf = (role: string): readonly string[] =>
  statementsOfRole(resources, role).flatMap(({ Action }) => Action);

describe("the hub's template", () => {
  it('has its rules on its bus, by the patterns of one account, and looks there for what is measured of them', () => {
    const rules = ofType('AWS::Events::Rule');
    const names = rules.map(([id, { Properties }]) => {
      expect(Properties['EventPattern']).toEqual(rendered().resources.get(id)?.Properties['EventPattern']);
      expect(Properties['EventBusName']).toBe('mountguard-Bus');
      // PutEvents lets no account say that it is a service of AWS.
      expect(Object(Properties['EventPattern']).source).toEqual([expect.stringMatching(/^aws\./)]);
      return Properties['Name'];
    });
    expect(names).toHaveLength(7);
    const measured = JSON.stringify([...resources]).matchAll(/"Name":"RuleName","Value":"([^"]+)"/g);
    expect([...measured].map(([, name]) => name).toSorted()).toEqual(names.toSorted());
    const { DashboardBody } = Object(ofType('AWS::CloudWatch::Dashboard')[0]?.[1].Properties);
    const drawn = String(DashboardBody).matchAll(/"EventBusName", "mountguard-Bus", "RuleName", "([^"]+)"/g);
    expect([...drawn].map(([, name]) => name).toSorted()).toEqual(names.toSorted());
    expect(String(DashboardBody)).not.toMatch(/\["AWS\/Events", "\w+", "RuleName"/);
  });

  it('starts the run in place of a sweep', () => {
    const { Target } = Object(resources.get('SweepTimer')?.Properties);
    expect(Target).toMatchObject({ Arn: expect.stringContaining(':stateMachine:'), Input: '{"dryRun": false}' });
    expect(actionsOf('SweepTimerRole')).toEqual(['states:StartExecution', 'sqs:SendMessage']);
  });

  it.each(['SweepRole', 'RemediateRole'])(
    'gives %s no right at EFS or EC2 but through the roles of members',
    (role) => {
      expect(actionsOf(role).filter((action) => /^(elasticfilesystem|ec2):/.test(action))).toEqual([]);
      expect(actionsOf(role)).toContain('sts:AssumeRole');
    },
  );
});

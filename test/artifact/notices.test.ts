import { describe, expect, it } from 'vitest';
import { statementsOfRole } from './iam.ts';
import { parameters, place, rendered, variablesOf } from './rendered.ts';

const bus = `arn:aws:events:${place.region}:${place.account}:event-bus/default`;
const destinationsOf = ({ resources }: ReturnType<typeof rendered>) =>
  resources.get('SweepInvocations')?.Properties['DestinationConfig'];
const saysSo = (stack: ReturnType<typeof rendered>): unknown => variablesOf(stack, 'Sweep')['NOTICES'];

describe('notices', () => {
  const [off, on] = [rendered(), rendered({ Notices: 'on' })];

  it('are off unless a parameter says otherwise', () => {
    expect(parameters['Notices']?.Default).toBe('off');
    expect(saysSo(off)).toBe('false');
    expect(destinationsOf(off)).toEqual({ OnFailure: { Destination: expect.stringContaining('SweepUndelivered') } });
    expect(statementsOfRole(off.resources, 'SweepRole').flatMap(({ Action }) => Action)).not.toContain(
      'events:PutEvents',
    );
  });

  it('go from the answer of a sweep to the event bus, by a right to that bus and as Lambda only', () => {
    expect(saysSo(on)).toBe('true');
    expect(destinationsOf(on)).toMatchObject({ OnSuccess: { Destination: bus } });
    const putting = statementsOfRole(on.resources, 'SweepRole').filter(({ Action }) =>
      Action.includes('events:PutEvents'),
    );
    expect(putting).toMatchObject([{ Resource: [bus], Condition: { StringEquals: { 'events:source': ['lambda'] } } }]);
  });
});

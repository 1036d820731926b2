import { randomUUID } from 'node:crypto';
import { together } from '../../engine/async/together.ts';
import type { Ledger } from '../../engine/ports/ledger.ts';
import type { Clock } from '../../engine/ports/ports.ts';
import type { Gate, Tried } from '../../engine/ports/record/gate.ts';
import { attribute, type Expression, expression } from './expression.ts';
import { gateKey, gateOf } from './gate.ts';
import { expiryOfHour, hourKeyOf, hourOf } from './hours.ts';
import type { Item, Key } from './item.ts';
import { taking } from './lease.ts';
import { readStored, stored } from './stored.ts';
import type { LedgerTable } from './table.ts';

const paused = attribute('pause');

/** What a survey leaves to the next: when it began, if it saw all, and the page that it got to. */
const settingOf = (began: number | undefined, reached: string | undefined): Expression => {
  if (began === undefined) return reached ? expression`SET reached = ${reached} ` : expression``;
  return reached ? expression`SET lastBegan = ${began}, reached = ${reached} ` : expression`SET lastBegan = ${began} `;
};

/** How far the lease of another survey may be ahead of ours, in ms, by a clock that is wrong. */
const leaseAheadMs = 600_000;

/** What concerns a whole account and Region, in the ledger's table: the gate, the hourly budget, and the lease on surveys. */
export const accountItems = (
  table: LedgerTable,
  place: string,
  clock: Pick<Clock, 'now'>,
): Pick<
  Ledger,
  | 'spend'
  | 'spent'
  | 'giveBack'
  | 'gate'
  | 'tryOut'
  | 'closeGate'
  | 'openGate'
  | 'pause'
  | 'resume'
  | 'beginSurvey'
  | 'endSurvey'
> => {
  const key = gateKey(place);
  const surveyKey = { pk: place, sk: 'survey' };
  const hourKey = (at: number): Key => hourKeyOf(place, hourOf(at));
  const read = (item: Item): Gate => gateOf(item, table.about(place));

  const endSurvey: Ledger['endSurvey'] = async ({ owner }, began, reached) => {
    const name = attribute('owner');
    const setting = settingOf(began, reached);
    const forgetting = began === undefined || reached ? expression`` : expression`, reached`;
    await table.update(surveyKey, {
      update: expression`${setting}REMOVE ${name}, leaseExpiresAt${forgetting}`,
      when: expression`${name} = ${owner}`,
    });
  };

  /** Takes the lease on surveys from an owner whose lease would never run out, because its end cannot be read or lies too far ahead. */
  const takeOver = async (lease: { readonly owner: string; readonly expiresAt: number }, forMs: number) => {
    const held = await table.get(surveyKey);
    const read = stored.lease.safeParse(held);
    if (read.success && read.data.leaseExpiresAt <= clock.now() + forMs + leaseAheadMs) return undefined;
    return table.update(surveyKey, {
      update: expression`SET ${attribute('owner')} = ${lease.owner}, leaseExpiresAt = ${lease.expiresAt}`,
      returning: 'item',
    });
  };

  return {
    spend: async (changeId, at, limit) => {
      if (limit < 1) return false;
      const expiresAt = expiryOfHour(hourOf(at));
      const counted = await table.update(hourKey(at), {
        // A set of changes, not a number: a request that is sent twice counts once.
        update: expression`SET expiresAt = ${expiresAt} ADD changes ${new Set([changeId])}`,
        when: expression`attribute_not_exists(changes) OR size(changes) < ${limit} OR contains(changes, ${changeId})`,
      });
      return counted !== undefined;
    },

    spent: async (at) => {
      const { changes } = await table.get(hourKey(at));
      return changes instanceof Set ? changes.size : 0;
    },

    giveBack: async (changeId, at) => {
      const change = new Set([changeId]);
      await together([
        table.update(hourKey(at), {
          update: expression`DELETE changes ${change}`,
          // Without that, an hour in which nothing was counted would leave an item that never expires.
          when: expression`contains(changes, ${changeId})`,
        }),
        table.update(key, {
          update: expression`DELETE trial ${change}`,
          when: expression`contains(trial, ${changeId})`,
        }),
      ]);
    },

    gate: async () => read(await table.get(key)),

    tryOut: async ({ policyVersion, changeId, limit }, known) => {
      const change = changeId === undefined ? undefined : new Set([changeId]);
      // Tells who began the trial, also one whose answer was lost.
      const token = randomUUID();
      const found = (item: Item): Tried => ({ gate: read(item), isFirst: item['triedBy'] === token });
      const hasRoom = expression`attribute_not_exists(trial) OR size(trial) < ${limit} OR contains(trial, ${changeId})`;
      const begin = async (): Promise<Tried | undefined> => {
        // Changes under another policy that no sweep has measured count too: policies that alternate must have a limit.
        const trial = change ? expression` ADD trial ${change}` : expression``;
        const isOther = expression`(attribute_not_exists(tried) OR tried <> ${policyVersion})`;
        const gate = await table.update(key, {
          update: expression`SET tried = ${policyVersion}, triedBy = ${token}${trial}`,
          when: change ? expression`${isOther} AND (${hasRoom})` : isOther,
          returning: 'item',
        });
        return gate && found(gate);
      };
      const go = async (): Promise<Tried | undefined> => {
        if (!change) return found(await table.get(key));
        const gate = await table.update(key, {
          update: expression`ADD trial ${change}`,
          when: expression`tried = ${policyVersion} AND (${hasRoom})`,
          returning: 'item',
        });
        return gate && found(gate);
      };
      const [first, second] = known.tried === policyVersion ? [go, begin] : [begin, go];
      return (await first()) ?? (await second()) ?? { gate: undefined, isFirst: false };
    },

    closeGate: async (reason, at) => {
      await table.update(key, {
        update: expression`SET closed = ${{ reason, at }}`,
        when: expression`attribute_not_exists(closed)`,
      });
    },

    openGate: async (policyVersion, closedBy) => {
      const at = expression`closed.${attribute('at')}`;
      const opened = await table.update(key, {
        update: expression`SET measured = ${policyVersion} REMOVE closed, tried, triedBy, trial`,
        // A plan says nothing of why the gate was closed after it was made.
        when: expression`attribute_not_exists(${at}) OR ${at} <= ${closedBy}`,
      });
      return opened !== undefined;
    },

    pause: async (pause) => {
      const end = expression`${paused}.${attribute('until')}`;
      const isLonger =
        pause.until === undefined ? expression`attribute_exists(${end})` : expression`${end} < ${pause.until}`;
      const placed = await table.update(key, {
        update: expression`SET ${paused} = ${pause}`,
        // Sent twice, it finds itself.
        when: expression`attribute_not_exists(${paused}) OR ${isLonger} OR ${paused} = ${pause}`,
      });
      return placed !== undefined;
    },

    resume: async (at) => {
      const ordered = expression`${paused}.${attribute('at')}`;
      const resumed = await table.update(key, {
        update: expression`REMOVE ${paused}`,
        // Sent twice, it must not end a pause that was ordered in between.
        when: expression`attribute_not_exists(${ordered}) OR ${ordered} <= ${at}`,
      });
      return resumed !== undefined;
    },

    beginSurvey: async (forMs) => {
      const lease = { owner: randomUUID(), expiresAt: clock.now() + forMs };
      const survey = (await table.update(surveyKey, taking(lease, clock.now()))) ?? (await takeOver(lease, forMs));
      if (survey === undefined) return undefined;
      const of = `${table.about(place)}: the item "${surveyKey.sk}"`;
      try {
        return { owner: lease.owner, ...readStored(stored.survey, survey, of, 'remove that item') };
      } catch (error) {
        await endSurvey(lease, undefined, undefined);
        throw error;
      }
    },

    endSurvey,
  };
};

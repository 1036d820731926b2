import { isDeepStrictEqual } from 'node:util';
import {
  type AwsSecurityFinding,
  BatchImportFindingsCommand,
  GetFindingsCommand,
  SecurityHubClient,
} from '@aws-sdk/client-securityhub';
import type { Finding } from '../../core/model/finding.ts';
import type { SecurityHub } from '../../engine/ports/security-hub.ts';
import { ask } from '../client/ask.ts';
import type { Call } from '../client/call.ts';
import { type ClientOptions, clientConfig } from '../client/clients.ts';
import { inChunks } from '../client/in-chunks.ts';
import { everyItem, listing } from '../client/read-answer.ts';
import { GENERATOR, type Product, productArn, type Wanted, wantedOf } from './asff.ts';

/** Findings of a call, of GetFindings and BatchImportFindings alike (API reference). */
const mostInCall = 100;

/** Refused findings that are named. */
const mostNamed = 3;

/** What has not been updated for 90 days is deleted (user guide, "Creating and updating findings"): it is sent again long before. */
const renewedMs = 30 * 86_400_000;

type Known = AwsSecurityFinding & { readonly Id: string };

const is = (Value: string) => [{ Value, Comparison: 'EQUALS' as const }];

const detailsOf = ({ Resources }: Pick<AwsSecurityFinding, 'Resources'>) => Resources?.[0]?.Details?.Other ?? {};

const saysTheSame = (known: Known, wanted: Wanted): boolean =>
  known.Title === wanted.Title &&
  known.Description === wanted.Description &&
  isDeepStrictEqual({ ...detailsOf(known) }, { ...detailsOf(wanted) });

/** A time later than the last update: Security Hub ignores an update whose `UpdatedAt` does not rise (user guide, "BatchImportFindings"). */
const updatedAt = (known: Known | undefined, now: number): string =>
  new Date(Math.max(now, Date.parse(known?.UpdatedAt ?? '') + 1 || 0)).toISOString();

/** A finding as it is there, archived. */
const over = (known: Known, now: number): AwsSecurityFinding => ({
  SchemaVersion: known.SchemaVersion,
  Id: known.Id,
  ProductArn: known.ProductArn,
  GeneratorId: known.GeneratorId,
  AwsAccountId: known.AwsAccountId,
  Title: known.Title,
  Description: known.Description,
  Resources: known.Resources,
  ...(known.FindingProviderFields && { FindingProviderFields: known.FindingProviderFields }),
  CreatedAt: known.CreatedAt,
  UpdatedAt: updatedAt(known, now),
  Compliance: { Status: 'PASSED' },
  RecordState: 'ARCHIVED',
});

/** What a sweep could not tell of: what is there about it stays. */
const untold = (findings: readonly Finding[]): ReadonlySet<string> =>
  new Set(
    findings
      .filter(({ status }) => status === 'deferred' || status === 'failed')
      .map(({ mountTargetId, fileSystemId }) => mountTargetId ?? fileSystemId ?? ''),
  );

/** A client of Security Hub, to be destroyed after use: a run has thousands of places. */
export const securityHubClient = ({ onCall: _, ...options }: ClientOptions): SecurityHubClient =>
  new SecurityHubClient(clientConfig(options));

/**
 * Security Hub in one place, asked with the account's own credentials, which it requires.
 *
 * What is active there is asked for before anything is sent: one GetFindings for each hundred of our active findings, which
 * is one call where all is well. It says what is to be archived, of mount targets too that are gone; what is there already
 * and is not sent again, since each import is paid for and is an event on the account's bus; and the last `UpdatedAt`. The
 * product's ARN in the filter keeps out other accounts and Regions, which administrators and aggregation Regions are told of,
 * too (API reference, GetFindings). Three calls a second are allowed of GetFindings, ten of BatchImportFindings.
 *
 * The status of the workflow, notes, and the severity that people gave are never sent: Security Hub keeps them over updates.
 * By itself it makes NEW of NOTIFIED and RESOLVED, never of SUPPRESSED, when what was archived is active again (API reference,
 * Workflow). What is archived is deleted after 30 days.
 */
export const securityHub = (client: Pick<SecurityHubClient, 'send'>, product: Product): SecurityHub => {
  const about = productArn(product);

  const activeFindings = async (): Promise<ReadonlyMap<string, Known>> => {
    const call: Call = { action: 'securityhub:GetFindings', about };
    const Filters = { ProductArn: is(about), GeneratorId: is(GENERATOR), RecordState: is('ACTIVE') };
    const page = (NextToken?: string) =>
      client.send(new GetFindingsCommand({ Filters, MaxResults: mostInCall, NextToken }));
    const read = (finding: AwsSecurityFinding) => {
      const { Id, ProductArn, GeneratorId, RecordState } = finding;
      const isOurs = ProductArn === about && GeneratorId === GENERATOR && RecordState === 'ACTIVE';
      return isOurs && Id !== undefined ? [{ ...finding, Id }] : [];
    };
    const active = await everyItem(listing(call, 'Findings', page, read));
    return new Map(active.map((finding) => [finding.Id, finding]));
  };

  /** Sends findings; names those that Security Hub did not take, and why. */
  const send = async (findings: readonly AwsSecurityFinding[]): Promise<readonly string[]> => {
    const call: Call = { action: 'securityhub:BatchImportFindings', about };
    const refused: string[] = [];
    for (const chunk of inChunks(findings, mostInCall)) {
      const { FailedFindings = [] } = await ask(call, () =>
        client.send(new BatchImportFindingsCommand({ Findings: [...chunk] })),
      );
      refused.push(...FailedFindings.map(({ Id, ErrorCode, ErrorMessage }) => `${Id}: ${ErrorCode}, ${ErrorMessage}`));
    }
    return refused;
  };

  return {
    tell: async (findings, at) => {
      const known = await activeFindings();
      const wanted = findings.flatMap((finding) => wantedOf(product, finding));
      const sent = wanted.flatMap((it): readonly AwsSecurityFinding[] => {
        const before = known.get(it.Id);
        const isFresh = before !== undefined && at - Date.parse(before.UpdatedAt ?? '') < renewedMs;
        if (isFresh && saysTheSame(before, it)) return [];
        return [
          { ...it, CreatedAt: before?.CreatedAt ?? new Date(at).toISOString(), UpdatedAt: updatedAt(before, at) },
        ];
      });
      const stays = new Set(wanted.map(({ Id }) => Id));
      const unsure = untold(findings);
      const archived = [...known.values()].filter((it) => {
        const [resource] = it.Resources ?? [];
        const { FileSystemId = '' } = detailsOf(it);
        return !stays.has(it.Id) && !unsure.has(resource?.Id ?? '') && !unsure.has(FileSystemId);
      });
      const refused = await send([...sent, ...archived.map((it) => over(it, at))]);
      return {
        active: wanted.length,
        sent: sent.length,
        archived: archived.length,
        refused: refused.length,
        ...(refused.length > 0 && {
          fault: `Security Hub did not take ${refused.length} findings, the first ${refused.slice(0, mostNamed).join('; ')}. The next run sends them again.`,
        }),
      };
    },
  };
};

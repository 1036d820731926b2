import {
  type AwsSecurityFinding,
  BatchImportFindings$,
  type BatchImportFindingsRequest,
  GetFindings$,
  type GetFindingsRequest,
} from '@aws-sdk/client-securityhub';
import { type Operation, operation, operationTable } from '../operation.ts';
import { type Service, signedFor } from '../service.ts';
import { AwsFault } from '../wire/aws-fault.ts';
import { isRestCall, restJsonInput, restJsonOutput, restJsonRefusal } from '../wire/rest-json.ts';

type WorkflowStatus = NonNullable<NonNullable<AwsSecurityFinding['Workflow']>['Status']>;

/** Security Hub of one account in one Region. */
export interface LocalSecurityHub {
  readonly service: Service;
  /** Every finding, archived ones too, in the order of their making. */
  findings(): readonly AwsSecurityFinding[];
  /** What a person does with a finding by BatchUpdateFindings. */
  setWorkflow(id: string, status: WorkflowStatus): void;
  /** Whether the account has enabled it; it has, until this says otherwise. */
  enable(isEnabled: boolean): void;
}

/** Findings of a call. */
const most = 100;

/** Required texts that are empty or longer than the API model and the user guide allow. */
const faultsIn = ({ Title, Description, Resources = [], Remediation }: AwsSecurityFinding): readonly string[] => {
  const other = Resources.flatMap(({ Details }) => Object.entries(Details?.Other ?? {}));
  const fits = (text: string | undefined, longest: number): boolean =>
    text !== undefined && /\S/.test(text) && text.length <= longest;
  return [
    ...(fits(Title, 256) ? [] : ['Title']),
    ...(fits(Description, 1024) ? [] : ['Description']),
    ...(Remediation && !fits(Remediation.Recommendation?.Text, 512) ? ['Remediation'] : []),
    ...(Resources.length > 0 ? [] : ['Resources']),
    ...other.filter(([, value]) => !fits(value, 1023)).map(([key]) => `Other.${key}`),
  ];
};

/**
 * What an update leaves of a finding: what people set of it stays, and an update that is not newer is ignored. NOTIFIED and
 * RESOLVED are NEW again when what was archived, or had passed, is there again (user guide, "Setting the workflow status").
 */
const updated = (known: AwsSecurityFinding | undefined, update: AwsSecurityFinding): AwsSecurityFinding => {
  const { Workflow: _, Note: __, UserDefinedFields: ___, ...sent } = update;
  if (!known) return { ...sent, Severity: sent.FindingProviderFields?.Severity, Workflow: { Status: 'NEW' } };
  if (Date.parse(sent.UpdatedAt ?? '') <= Date.parse(known.UpdatedAt ?? '')) return known;
  const returns =
    (known.RecordState === 'ARCHIVED' && sent.RecordState === 'ACTIVE') ||
    (known.Compliance?.Status === 'PASSED' && sent.Compliance?.Status === 'FAILED');
  const isReset = returns && known.Workflow?.Status !== 'SUPPRESSED';
  return { ...known, ...sent, ...(isReset && { Workflow: { Status: 'NEW' } }) };
};

const matches = (filters: GetFindingsRequest['Filters'], finding: AwsSecurityFinding): boolean =>
  Object.entries(filters ?? {}).every(([field, wanted]) =>
    (wanted as readonly { readonly Value?: string }[]).some(
      ({ Value }) => finding[field as keyof AwsSecurityFinding] === Value,
    ),
  );

/** Security Hub, for what finding providers ask of it, in its REST-JSON protocol. */
export const localSecurityHub = (account: string, region: string): LocalSecurityHub => {
  const all = new Map<string, AwsSecurityFinding>();
  let isOn = true;
  const product = `:securityhub:${region}:${account}:product/${account}/default`;

  const importFindings = ({ Findings = [] }: BatchImportFindingsRequest) => {
    if (Findings.length === 0 || Findings.length > most)
      throw new AwsFault('InvalidInputException', `Findings has ${Findings.length} items, of 1 to ${most}`);
    const isForeign = ({ ProductArn, AwsAccountId }: AwsSecurityFinding) =>
      !ProductArn?.endsWith(product) || AwsAccountId !== account;
    // Of a finding of another account AWS says the same (prowler-cloud/prowler#867).
    if (Findings.some(isForeign))
      throw new AwsFault('AccessDeniedException', 'not authorized to perform: securityhub:BatchImportFindings', 403);
    const FailedFindings = Findings.flatMap((finding) => {
      const faults = faultsIn(finding);
      const { Id = '' } = finding;
      if (faults.length === 0) all.set(Id, updated(all.get(Id), finding));
      return faults.length > 0 ? [{ Id, ErrorCode: 'InvalidInput', ErrorMessage: `invalid ${faults.join()}` }] : [];
    });
    const FailedCount = FailedFindings.length;
    return { FailedCount, FailedFindings, SuccessCount: Findings.length - FailedCount };
  };

  const getFindings = ({ Filters, MaxResults = most, NextToken = '0' }: GetFindingsRequest) => {
    const found = [...all.values()].filter((finding) => matches(Filters, finding));
    const end = Number(NextToken) + Math.min(MaxResults, most);
    return { Findings: found.slice(Number(NextToken), end), ...(end < found.length && { NextToken: String(end) }) };
  };

  const operations: readonly Operation[] = [
    operation(BatchImportFindings$, importFindings),
    operation(GetFindings$, getFindings),
  ];
  const named = operationTable(operations, 'UnknownOperationException');
  return {
    service: {
      name: 'securityhub',
      operations: operations.map(({ shape }) => shape.name),
      matches: (request) => signedFor(request) === 'securityhub',
      operation: (request) => operations.find(({ shape }) => isRestCall(shape, request))?.shape.name,
      input: (name, request) => restJsonInput(named(name).shape, request),
      perform(name, input) {
        if (!isOn)
          throw new AwsFault('InvalidAccessException', `Account ${account} is not subscribed to AWS Security Hub`, 401);
        const { shape, run } = named(name);
        return restJsonOutput(shape, run(input, undefined as never));
      },
      refuse: (fault) => restJsonRefusal(fault, fault.status ?? 400),
    },
    findings: () => [...all.values()],
    setWorkflow: (id, Status) => void all.set(id, { ...all.get(id), Workflow: { Status } } as AwsSecurityFinding),
    enable: (isEnabled) => {
      isOn = isEnabled;
    },
  };
};

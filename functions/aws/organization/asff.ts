import type { AwsSecurityFinding } from '@aws-sdk/client-securityhub';
import { type Finding, isNoncompliant, isUnread } from '../../core/model/finding.ts';
import type { MountTargetId } from '../../core/model/ids.ts';
import { type Place, placeKey } from '../../core/model/place.ts';

/** What makes all of our findings. */
export const GENERATOR = 'mountguard';

/** Where findings go: the product that every account has for its own (Security Hub user guide, "Integrating with custom products"). */
export interface Product extends Place {
  /** `aws`, `aws-cn` and the like. */
  readonly partition: string;
}

/** The ARN of the product, which the account and Region of its findings stand in. */
export const productArn = ({ partition, account, region }: Product): string =>
  `arn:${partition}:securityhub:${region}:${account}:product/${account}/default`;

/**
 * The longest texts that Security Hub takes (partner guide, "Guidelines for mapping findings"; user guide, "Other object in
 * ASFF"; API reference, Recommendation). A finding of them has at most 20 kB of the 240 that it may have, and a hundred
 * have 2 MB of the 6 that a call may have.
 */
const longest = { description: 1024, remedy: 512, detail: 1000 };

const cut = (text: string, most: number): string =>
  // Not in the middle of a character.
  text.length > most ? `${text.slice(0, most - 1).replace(/[\ud800-\udbff]$/, '')}…` : text;

/** What can be wrong with a mount target: each is a finding of its own, for each has its own severity and its own end. */
const kinds = [
  {
    name: 'open-to-world',
    severity: 'HIGH',
    title: (id: MountTargetId) => `EFS mount target ${id} lets in NFS from the world`,
    applies: ({ warnings }: Finding) => warnings.includes('nfs-open-to-world'),
    runbook: 'nfs-open-to-world',
  },
  {
    name: 'drift',
    severity: 'MEDIUM',
    title: (id: MountTargetId) => `EFS mount target ${id} does not have the security groups of its policy`,
    applies: (finding: Finding) => isNoncompliant(finding) && !isUnread(finding),
    runbook: 'standing-noncompliance',
  },
] as const;

/** A finding as it is to be there, but for its times. */
export type Wanted = Omit<AwsSecurityFinding, 'CreatedAt' | 'UpdatedAt'> & { readonly Id: string };

/** An empty value, or a long one, would have Security Hub refuse the whole finding. */
const detail = (text: string): string => cut(text, longest.detail) || 'none';

/** What Security Hub is to say of a mount target: a finding for each kind of fault. The id stays the same for as long as there is one. */
export const wantedOf = (product: Product, finding: Finding): readonly Wanted[] => {
  const { mountTargetId: id, fileSystemId, rule, before, desired, since, explanation } = finding;
  if (id === null) return [];
  const { account, region, partition } = product;
  return kinds
    .filter(({ applies }) => applies(finding))
    .map(({ name, severity, title, runbook }) => ({
      SchemaVersion: '2018-10-08',
      Id: `${GENERATOR}/${placeKey(product)}/${id}/${name}`,
      ProductArn: productArn(product),
      GeneratorId: GENERATOR,
      AwsAccountId: account,
      Title: title(id),
      Description: cut(explanation, longest.description),
      // Severity and Types themselves are those of the people there.
      FindingProviderFields: {
        Severity: { Label: severity },
        Types: ['Software and Configuration Checks/AWS Security Best Practices/Network Reachability'],
      },
      ...(since !== undefined && { FirstObservedAt: since }),
      Remediation: {
        Recommendation: {
          Text: cut(
            `Read infra/runbooks/${runbook}.md of mountguard, and see the ways out by: mountguard explain ${id} --account ${account} --region ${region}`,
            longest.remedy,
          ),
        },
      },
      Resources: [
        {
          // Security Hub knows of no mount targets.
          Type: 'Other',
          Id: id,
          Partition: partition as 'aws',
          Region: region,
          Details: {
            Other: {
              FileSystemId: detail(fileSystemId ?? ''),
              Rule: detail(rule ?? ''),
              SecurityGroups: detail(before.join()),
              ...(desired && { RequiredSecurityGroups: detail(desired.join()) }),
            },
          },
        },
      ],
      Compliance: { Status: 'FAILED' },
      RecordState: 'ACTIVE',
    }));
};

import { fileSystemId, mountTargetId, securityGroupId } from '../../../functions/core/model/ids.ts';
import type { Intent } from '../../../functions/engine/ports/ledger.ts';
import { must } from '../../support/must.ts';

export const target = must(mountTargetId('fsmt-0123456789abcdef0'));
const group = must(securityGroupId('sg-0123456789abcdef0'));

/** An intent to write one group to the mount target. */
export const intentOf = (changeId: string, at: number): Intent => ({
  changeId,
  mountTargetId: target,
  fileSystemId: must(fileSystemId('fs-0123456789abcdef0')),
  before: [],
  after: [group],
  rule: 'by-tag',
  policyVersion: '0123456789ab',
  cause: 'test',
  at,
});

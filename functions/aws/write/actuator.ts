import { type EFSClient, ModifyMountTargetSecurityGroupsCommand } from '@aws-sdk/client-efs';
import { TerminalError } from '../../core/model/errors.ts';
import type { Actuator } from '../../engine/ports/ports.ts';
import { ask } from '../client/ask.ts';

/** Changes groups through EFS, by a client that never repeats a request whose answer was lost. */
export const efsActuator = ({
  efsModify,
}: {
  efsModify(): Pick<EFSClient, 'send'>;
}): Pick<Actuator, 'replaceGroups'> => ({
  replaceGroups: (id, groups) =>
    ask({ action: 'elasticfilesystem:ModifyMountTargetSecurityGroups', about: id }, async () => {
      if (groups.length === 0) {
        throw new TerminalError(`${id}: a mount target must keep at least one security group`, { code: 'empty-set' });
      }
      await efsModify().send(
        new ModifyMountTargetSecurityGroupsCommand({ MountTargetId: id, SecurityGroups: [...groups] }),
      );
    }),
});

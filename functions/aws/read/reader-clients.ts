import type { EC2Client } from '@aws-sdk/client-ec2';
import type { EFSClient } from '@aws-sdk/client-efs';

/** What reading needs of the EFS and EC2 clients. */
export interface ReaderClients {
  efs(): Pick<EFSClient, 'send'>;
  ec2(): Pick<EC2Client, 'send'>;
}

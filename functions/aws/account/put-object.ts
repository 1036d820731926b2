import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { ask } from '../client/ask.ts';
import { type ClientOptions, clientConfig } from '../client/clients.ts';

/** What is put into a bucket. */
export interface StoredObject {
  readonly bucket: string;
  readonly key: string;
  readonly text: string;
  /** Such as `text/html; charset=utf-8`. */
  readonly contentType: string;
}

/** S3 PutObject, encrypted as the bucket says. Throws as `Reader` does. */
export const putObject = ({ bucket, key, text, contentType }: StoredObject, options: ClientOptions): Promise<unknown> =>
  ask({ action: 's3:PutObject', about: `s3://${bucket}/${key}` }, () =>
    new S3Client(clientConfig(options)).send(
      new PutObjectCommand({ Bucket: bucket, Key: key, Body: text, ContentType: contentType }),
    ),
  );

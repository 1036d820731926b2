declare const brand: unique symbol;
type Branded<B extends string> = string & { readonly [brand]: B };

export type MountTargetId = Branded<'MountTargetId'>;
export type FileSystemId = Branded<'FileSystemId'>;
export type SecurityGroupId = Branded<'SecurityGroupId'>;
export type VpcId = Branded<'VpcId'>;

/** Parses one kind of id from a bare id or from the last segment of an ARN; undefined when the text is neither. */
const idParser = <Id extends string>(prefix: string) => {
  const shape = new RegExp(`^(?:arn:[^\\s]+[/:])?(${prefix}-[0-9a-f]{8,40})$`);
  return (text: string): Id | undefined => shape.exec(text)?.[1] as Id | undefined;
};

/** Parses `fsmt-…` or an ARN ending in it (pattern from the EFS API model). */
export const mountTargetId = idParser<MountTargetId>('fsmt');
/** Parses `fs-…` or a file system's ARN (pattern from the EFS API model). */
export const fileSystemId = idParser<FileSystemId>('fs');
/** Parses `sg-…` or a security group's ARN (pattern from the EFS API model). */
export const securityGroupId = idParser<SecurityGroupId>('sg');
/** Parses `vpc-…` or a VPC's ARN. */
export const vpcId = idParser<VpcId>('vpc');

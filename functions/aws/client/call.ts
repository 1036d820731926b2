/** One question to AWS, as its faults name it. */
export interface Call {
  /** The IAM action it needs, such as `elasticfilesystem:DescribeMountTargets`. */
  readonly action: `${string}:${string}`;
  /** The id of the thing asked about. */
  readonly about: string;
}

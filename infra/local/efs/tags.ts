import {
  CreateTags$,
  type CreateTagsRequest,
  DeleteTags$,
  type DeleteTagsRequest,
  DescribeTags$,
  type DescribeTagsRequest,
  type DescribeTagsResponse,
  ListTagsForResource$,
  type ListTagsForResourceRequest,
  type ListTagsForResourceResponse,
  type Tag,
  TagResource$,
  type TagResourceRequest,
  UntagResource$,
  type UntagResourceRequest,
} from '@aws-sdk/client-efs';
import { type Context, type Operation, operation } from '../operation.ts';
import { fromPairs, toPairs } from '../world/tags.ts';
import type { FileSystem } from '../world/world.ts';
import { knownFileSystem } from './ids.ts';
import { efsPage } from './page.ts';
import { checkTags } from './tag-rules.ts';

const put = ({ tags }: FileSystem, pairs: readonly Tag[] | undefined): void => {
  const added = fromPairs(pairs);
  checkTags(new Map([...tags, ...added]));
  for (const [key, value] of added) tags.set(key, value);
};

const drop = ({ tags }: FileSystem, keys: readonly string[] | undefined): void => {
  for (const key of keys ?? []) tags.delete(key);
};

const list = (input: ListTagsForResourceRequest, { world }: Context): ListTagsForResourceResponse => ({
  Tags: toPairs(knownFileSystem(world, input.ResourceId, 'resourceId').tags),
});

const describe = (input: DescribeTagsRequest, { world }: Context): DescribeTagsResponse => {
  const { items, next } = efsPage(toPairs(knownFileSystem(world, input.FileSystemId, 'fileSystemId').tags), input);
  return { Marker: input.Marker, Tags: [...items], NextMarker: next };
};

/** The tag operations of EFS, those deprecated included. */
export const tagOperations: readonly Operation[] = [
  operation(TagResource$, (input: TagResourceRequest, { world }) =>
    put(knownFileSystem(world, input.ResourceId, 'resourceId'), input.Tags),
  ),
  operation(UntagResource$, (input: UntagResourceRequest, { world }) =>
    drop(knownFileSystem(world, input.ResourceId, 'resourceId'), input.TagKeys),
  ),
  operation(ListTagsForResource$, list),
  operation(CreateTags$, (input: CreateTagsRequest, { world }) =>
    put(knownFileSystem(world, input.FileSystemId, 'fileSystemId'), input.Tags),
  ),
  operation(DeleteTags$, (input: DeleteTagsRequest, { world }) =>
    drop(knownFileSystem(world, input.FileSystemId, 'fileSystemId'), input.TagKeys),
  ),
  operation(DescribeTags$, describe),
];

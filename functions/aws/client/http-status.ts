/** The HTTP status that came with an SDK error; undefined when no response was read. */
export const httpStatus = (error: unknown): number | undefined => {
  const { $metadata } = (error ?? {}) as { readonly $metadata?: { readonly httpStatusCode?: unknown } | null };
  return typeof $metadata?.httpStatusCode === 'number' ? $metadata.httpStatusCode : undefined;
};

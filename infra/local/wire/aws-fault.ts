/** An error that AWS itself would answer with; `status` is left out where the service's own table of codes says it. */
export class AwsFault extends Error {
  override readonly name = 'AwsFault';
  readonly code: string;
  readonly status: number | undefined;
  /** What the error's shape has beside its code and message. */
  readonly members: Readonly<Record<string, string>>;
  constructor(
    code: string,
    message: string,
    status?: number,
    { members = {}, ...options }: ErrorOptions & { readonly members?: Readonly<Record<string, string>> } = {},
  ) {
    super(message, options);
    this.members = members;
    this.code = code;
    this.status = status;
  }
}

/** A stream that answers are written to. */
export interface Output {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  write(text: string, written?: (error?: Error | null) => void): unknown;
}

/** What standard input is. */
export interface Input extends AsyncIterable<unknown> {
  readonly isTTY?: boolean | undefined;
}

/** The sample world of `--local`, at an endpoint that answers as AWS does. */
export interface LocalWorld {
  readonly url: string;
  readonly region: string;
  /** Path of the policy in force, from the folder that it was opened for. */
  readonly policy: string;
  /** What is new about it, in a sentence; absent where it was there before. */
  readonly news?: string;
  /** Lets what is under way end, and keeps everything for the next command. */
  close(): Promise<void>;
}

/** The process that a command runs in, so that a test needs none. */
export interface Host {
  /** Without Node and the script. */
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly directory: string;
  readonly stdin: Input;
  readonly stdout: Output;
  readonly stderr: Output;
  /** Opens the sample world of a folder, of so many file systems where a number is given. Until it is closed, the process knows no other AWS. */
  readonly openLocal: (directory: string, fileSystems?: number) => Promise<LocalWorld>;
  /** Aborts when the process is told to stop; the reason is the exit code. */
  readonly stop: AbortSignal;
}

/** Writes to a stream; resolves once it has been taken, and rejects when its reader has gone. */
export const writeTo = (stream: Output, text: string): Promise<void> =>
  new Promise((resolve, reject) => {
    stream.write(text, (error) => (error ? reject(error) : resolve()));
  });

import type { Log, Result } from 'sarif';

/** Where a result points to. */
export interface At {
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  readonly column?: number;
}

/** One result for a code scanner. */
export interface SarifResult {
  readonly ruleId: string;
  readonly level: 'error' | 'warning' | 'note';
  readonly message: string;
  readonly at: At;
  /** The same from run to run as long as it is the same finding. */
  readonly fingerprint?: string;
}

const resultOf = ({ ruleId, level, message, at, fingerprint }: SarifResult): Result => ({
  ruleId,
  level,
  message: { text: message },
  locations: [
    {
      physicalLocation: {
        artifactLocation: { uri: encodeURI(at.file.replaceAll('\\', '/')) },
        region: { startLine: at.line, ...(at.column !== undefined && { startColumn: at.column }) },
      },
    },
  ],
  ...(fingerprint !== undefined && { partialFingerprints: { 'mountguard/1': fingerprint } }),
});

/** A log in SARIF 2.1.0. */
export const sarif = (
  version: string,
  rules: Readonly<Record<string, string>>,
  results: readonly SarifResult[],
): string => {
  const log: Log = {
    version: '2.1.0',
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    runs: [
      {
        tool: {
          driver: {
            name: 'mountguard',
            semanticVersion: version,
            rules: Object.entries(rules).map(([id, text]) => ({ id, shortDescription: { text } })),
          },
        },
        columnKind: 'utf16CodeUnits',
        results: results.map(resultOf),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
};

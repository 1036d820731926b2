import { json } from '../json.ts';

/** What a tool can find. */
export interface SarifRule {
  readonly id: string;
  readonly says: string;
}

/** Something that was found at a place in a file. Columns count UTF-16 units. */
export interface SarifResult {
  readonly ruleId: string;
  readonly level: 'error' | 'warning' | 'note';
  readonly message: string;
  /** The file as it was named, with `/` between folders. */
  readonly file: string;
  readonly line: number;
  readonly column?: number;
  readonly endColumn?: number;
  /** The line itself. */
  readonly snippet?: string;
  /** The same for the same thing in another run, however the lines around it moved. */
  readonly fingerprint: string;
}

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';

/** A file's name as a relative or absolute URI reference. */
const uriOf = (file: string): string => file.replaceAll('\\', '/').split('/').map(encodeURIComponent).join('/');

const resultOf = (
  { ruleId, level, message, file, line, column, endColumn, snippet, fingerprint }: SarifResult,
  rules: readonly SarifRule[],
) => ({
  ruleId,
  ruleIndex: rules.findIndex(({ id }) => id === ruleId),
  level,
  message: { text: message },
  locations: [
    {
      physicalLocation: {
        artifactLocation: { uri: uriOf(file) },
        region: {
          startLine: line,
          ...(column !== undefined && { startColumn: column }),
          ...(endColumn !== undefined && { endColumn }),
          ...(snippet !== undefined && { snippet: { text: snippet } }),
        },
      },
    },
  ],
  partialFingerprints: { 'mountguard/v1': fingerprint },
});

/** A SARIF 2.1.0 log of one run, as code scanning takes it. */
export const sarifLog = (version: string, rules: readonly SarifRule[], results: readonly SarifResult[]): string =>
  json({
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'mountguard',
            semanticVersion: version,
            rules: rules.map(({ id, says }) => ({ id, shortDescription: { text: says } })),
          },
        },
        columnKind: 'utf16CodeUnits',
        results: results.map((result) => resultOf(result, rules)),
      },
    ],
  });

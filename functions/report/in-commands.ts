/** What functions tell those who send payloads, and what a person types instead. The longest comes first. */
const said: readonly (readonly [payload: RegExp, command: string])[] = [
  [
    /[Ss]end \{"dryRun": true\} to the sweep, read the plan, then send \{"confirm": its fingerprint\}/g,
    'mountguard plan shows it, mountguard apply confirms it',
  ],
  [/send \{"dryRun": true\} to the sweep to see what waits for a confirmation/g, 'mountguard plan shows what waits'],
  [/send \{"confirm": the fingerprint of a dry run\}/g, 'confirm it with mountguard apply'],
  [/read a new dry run(?:, which has the fingerprint to confirm)?/g, 'read a new plan: mountguard plan'],
  [/(?:the order )?\{"resume": true\}(?: to the sweep)?/g, 'mountguard resume'],
  [/\{"release": "([\w-]+)"\}/g, 'mountguard release $1'],
  [/send the order again/g, 'give the order again'],
  // The name of a page is that of its reason, which is told; the pages are in the clone that was deployed.
  [/ Runbook: infra\/runbooks\/[\w-]+\.md(?:, infra\/runbooks\/[\w-]+\.md)*/g, ''],
];

/** A sentence of the functions in the words of the command line. */
export const inCommands = (text: string): string =>
  said.reduce((all, [payload, command]) => all.replaceAll(payload, command), text);

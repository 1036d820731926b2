/** The policy of the sample world; one file system is exempt. */
export const samplePolicy = (
  exempt: string,
  until: string,
): string => `# The policy of the sample world: change it, and see what mountguard plan --local says.
version: 1
mode: enforce
limits:
  changesPerSweep: { count: 3 }
rules:
  - name: nfs-by-environment
    when:
      tags: { environment: [prod, staging, dev] }
      unless: { nfs-name: "*" }
    securityGroups:
      - tags: { nfs-access: "\${environment}" }
    match: exactly
  - name: nfs-by-name
    when:
      tags: { nfs-name: "*" }
    securityGroups:
      - name: "nfs-\${nfs-name}"
      - tags: { nfs-access: "\${tier}" }
    match: at-least
exemptions:
  - fileSystem: ${exempt}
    until: ${until}
    reason: INC-1234 vendor migration
`;

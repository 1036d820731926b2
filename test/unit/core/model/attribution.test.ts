import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { attribute } from '../../../../functions/core/model/attribution.ts';

const ROLE = 'arn:aws:iam::111122223333:role/deploy';
const SSO =
  'arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_Admin_0123456789abcdef';
const SERVICE_ROLE =
  'arn:aws:iam::111122223333:role/aws-service-role/elasticfilesystem.amazonaws.com/AWSServiceRoleForAmazonElasticFileSystem';

describe('the user agent', () => {
  it.each([
    {
      userAgent:
        'APN/1.0 HashiCorp/1.0 Terraform/1.5.6 (+https://www.terraform.io) terraform-provider-aws/4.67.0 (+https://registry.terraform.io/providers/hashicorp/aws) aws-sdk-go/1.44.261 (go1.19.8; linux; amd64)',
      kind: 'tool',
      tool: 'Terraform',
    },
    { userAgent: '[APN/1.0 HashiCorp/1.0 Terraform/1.15.8]', kind: 'tool', tool: 'Terraform' },
    {
      userAgent: 'aws-sdk-go/1.20.4 (go1.12.5) APN/1.0 HashiCorp/1.0 Terraform/0.12.2',
      kind: 'tool',
      tool: 'Terraform',
    },
    { userAgent: 'OpenTofu/1.6.2', kind: 'tool', tool: 'Terraform' },
    {
      userAgent:
        'APN/1.0 HashiCorp/1.0 Terraform/1.1.9 (+https://www.terraform.io) aws-sdk-go/1.44.15 crossplane-provider-aws-upbound/v0.0.0',
      kind: 'tool',
      tool: 'Crossplane',
    },
    { userAgent: 'aws-sdk-go-v2/1.11.2 os/linux crossplane-provider-aws/v0.26.0', kind: 'tool', tool: 'Crossplane' },
    { userAgent: 'aws-sdk-go-v2/1.11.2 APN/1.0 Pulumi/1.0 PulumiAwsNative/1.12', kind: 'tool', tool: 'Pulumi' },
    { userAgent: 'Terraform/1.5.6 pulumi-aws/6.0.0', kind: 'tool', tool: 'Pulumi' },
    { userAgent: 'APN/1.0 Ansible/2.15.0 community.aws/12.0.0 Boto3/1.34', kind: 'tool', tool: 'Ansible' },
    {
      userAgent: 'aws-controllers-k8s/efs.services.k8s.aws-v1.0.0 (CRDKind/MountTarget) aws-sdk-go-v2/1.30',
      kind: 'tool',
      tool: 'AWS Controllers for Kubernetes',
    },
    {
      userAgent: 'CloudCustodian/0.9.52 Python/3.11 exec-env/AWS_Lambda_python3.11',
      kind: 'tool',
      tool: 'Cloud Custodian',
    },
    { userAgent: 'aws-sdk-js/3.0.0 aws-cdk/2.100.0', kind: 'tool', tool: 'AWS CDK' },
    { userAgent: 'aws-sdk-js/3.0.0 cdk-hotswap/success', kind: 'tool', tool: 'AWS CDK' },
    { userAgent: 'cloudformation.amazonaws.com', kind: 'tool', tool: 'AWS CloudFormation' },
    { userAgent: '[cloudformation.amazonaws.com]', kind: 'tool', tool: 'AWS CloudFormation' },
    { userAgent: 'Mozilla/5.0 (X11; Linux x86_64)', kind: 'person', tool: 'AWS Management Console' },
    { userAgent: '[Mozilla/5.0]', kind: 'person', tool: 'AWS Management Console' },
    { userAgent: 'console.amazonaws.com', kind: 'person', tool: 'AWS Management Console' },
    { userAgent: 'console.ec2.amazonaws.com', kind: 'person', tool: 'AWS Management Console' },
    { userAgent: 'eu-west-1.console.aws.amazon.com', kind: 'person', tool: 'AWS Management Console' },
    { userAgent: '[signin.amazonaws.com]', kind: 'person', tool: 'AWS Management Console' },
    { userAgent: 'elasticfilesystem.amazonaws.com', kind: 'service', tool: null },
    { userAgent: '[config.amazonaws.com]', kind: 'service', tool: null },
    { userAgent: 'AWS Internal', kind: 'service', tool: null },
    { userAgent: '[AWS Internal]', kind: 'service', tool: null },
    { userAgent: 'Boto3/1.34 lang/python#3.11.10 exec-env/AWS_Lambda_python3.11', kind: 'service', tool: 'AWS SDK' },
    { userAgent: 'aws-cli/1.16.309 exec-env/AWS_ECS_FARGATE', kind: 'service', tool: 'AWS SDK' },
    { userAgent: 'aws-cli/2.15.0 md/awscrt#0.19.19 exec-env/CloudShell', kind: 'person', tool: 'AWS CLI' },
    { userAgent: '[aws-cli/1.16.309 Python/3.8 botocore/1.13.45]', kind: 'person', tool: 'AWS CLI' },
    { userAgent: 'aws-sdk-js/3.600.0 ua/2.0 os/linux', kind: 'person', tool: 'AWS SDK' },
    { userAgent: 'Boto3/1.24.94 Python/3.11.5', kind: 'person', tool: 'AWS SDK' },
    { userAgent: 'Botocore/1.34.145 ua/2.0', kind: 'person', tool: 'AWS SDK' },
  ])('$userAgent is a $kind with $tool', ({ userAgent, kind, tool }) => {
    expect(attribute({ arn: ROLE, userAgent })).toEqual({ kind, arn: ROLE, tool });
  });

  it.each([
    'curl/8.0',
    '',
    'MyTool/1 for cloudformation.amazonaws.com',
    'x Mozilla/5.0',
    'x AWS Internal',
    'AWS Internals',
  ])('tells nothing when it is "%s"', (userAgent) => {
    expect(attribute({ arn: ROLE, userAgent })).toEqual({ kind: 'unknown', arn: ROLE, tool: null });
  });
});

describe('the identity', () => {
  it.each([
    { arn: SERVICE_ROLE, kind: 'service', tool: null },
    { arn: SSO, kind: 'person', tool: null },
    { arn: 'arn:aws:iam::111122223333:role/AWSReservedSSO_Admin_0123', kind: 'person', tool: null },
    { arn: 'arn:aws:iam::111122223333:user/bob', kind: 'person', tool: null },
    { arn: 'arn:aws:sts::111122223333:federated-user/bob', kind: 'person', tool: null },
    { arn: 'arn:aws:iam::111122223333:root', kind: 'person', tool: null },
    { arn: 'arn:aws:iam::111122223333:role/terraform', kind: 'unknown', tool: null },
    { arn: 'arn:aws:iam::111122223333:role/my-AWSReservedSSO_Admin', kind: 'unknown', tool: null },
    { arn: 'arn:aws:iam::111122223333:role/a:rooted', kind: 'unknown', tool: null },
    { arn: 'cloudformation.amazonaws.com', kind: 'tool', tool: 'AWS CloudFormation' },
    { arn: 'elasticfilesystem.amazonaws.com', kind: 'service', tool: null },
    { arn: 'AWS Internal', kind: 'service', tool: null },
  ])('$arn is a $kind with $tool when there is no user agent', ({ arn, kind, tool }) => {
    expect(attribute({ arn })).toMatchObject({ kind, tool });
  });

  it('decides when the user agent tells nothing, and not when it does', () => {
    const arn = 'arn:aws:iam::111122223333:user/bob';
    expect(attribute({ arn, userAgent: 'curl/8.0' })).toEqual({ kind: 'person', arn, tool: null });
    expect(attribute({ arn, userAgent: 'Terraform/1.5' })).toEqual({ kind: 'tool', arn, tool: 'Terraform' });
  });

  it.each([SSO, 'arn:aws:iam::111122223333:user/bob', 'arn:aws:iam::111122223333:root'])(
    'stays a person when a service calls for it: %s',
    (arn) => {
      for (const userAgent of ['AWS Internal', 'elasticfilesystem.amazonaws.com'])
        expect(attribute({ arn, userAgent })).toEqual({ kind: 'person', arn, tool: null });
      expect(attribute({ arn, userAgent: 'cloudformation.amazonaws.com' }).kind).toBe('tool');
    },
  );

  it.each([
    { what: 'a role whose calls the console makes for it', arn: ROLE, userAgent: 'AWS Internal' },
    { what: 'a role of which nothing else is known', arn: ROLE, userAgent: undefined },
    { what: 'a user for whom a service calls another', arn: ROLE, userAgent: 'elasticfilesystem.amazonaws.com' },
    { what: 'a single sign-on', arn: SSO, userAgent: 'curl/8.0' },
  ])("is a person's at the console when the session is one there: $what", ({ arn, userAgent }) => {
    const said = { kind: 'person', arn, tool: 'AWS Management Console' };
    expect(attribute({ arn, ...(userAgent !== undefined && { userAgent }), console: true })).toEqual(said);
  });

  it.each([
    { userAgent: 'cloudformation.amazonaws.com', kind: 'tool', tool: 'AWS CloudFormation' },
    { userAgent: 'Terraform/1.5.6', kind: 'tool', tool: 'Terraform' },
    { userAgent: 'aws-cli/2.15.0 md/awscrt#0.19.19 exec-env/CloudShell', kind: 'person', tool: 'AWS CLI' },
  ])('is what a tool says of itself also with the credentials of a session in the console: $tool', (it) => {
    expect(attribute({ arn: ROLE, userAgent: it.userAgent, console: true })).toMatchObject({
      kind: it.kind,
      tool: it.tool,
    });
  });

  it('is unknown when nobody is named', () => {
    expect(attribute(undefined)).toEqual({ kind: 'unknown', arn: null, tool: null });
  });

  it('is safe to log, whatever the event says', () => {
    expect(attribute({ arn: 'arn:a b\nc\u001b[31m\u202ed~!' }).arn).toBe('arn:a?b?c?[31m?d~!');
    expect(attribute({ arn: 'a'.repeat(257) }).arn).toBe('a'.repeat(256));
    fc.assert(
      fc.property(fc.string({ unit: 'binary-ascii' }), fc.string({ unit: 'binary-ascii' }), (arn, userAgent) => {
        const said = attribute({ arn, userAgent });
        expect(said.arn).toMatch(/^[!-~]{0,256}$/);
        expect(said.tool ?? '').toMatch(/^[A-Za-z ]*$/);
      }),
    );
  });
});

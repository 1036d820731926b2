import type { NetworkInterface } from '@aws-sdk/client-ec2';

/** `natGateway` in the EC2 API model, `nat_gateway` in what EC2 answers (AWS Config recordings). */
const natGateway = /^nat_?gateway$/i;

/** What reaches a mount target of the gateway's VPC does so by the VPC's local route; a private gateway can relay from elsewhere. */
const isPublicNatGateway = ({ InterfaceType, Association }: NetworkInterface): boolean =>
  natGateway.test(String(InterfaceType)) && Association?.PublicIp !== undefined;

/**
 * Application and classic load balancers, whose interfaces have no type of their own (recordings: requester `amazon-elb`,
 * description "ELB app/…"). A network load balancer passes NFS on under its own address.
 */
const isLoadBalancer = ({ Description = '', InterfaceType, RequesterId }: NetworkInterface): boolean =>
  InterfaceType !== 'network_load_balancer' &&
  !Description.startsWith('ELB net/') &&
  (RequesterId === 'amazon-elb' || Description.startsWith('ELB '));

const isCache = ({ Description = '', RequesterId }: NetworkInterface): boolean =>
  RequesterId === 'amazon-elasticache' || /^ElastiCache\b/.test(Description);

/**
 * An interface of EKS's control plane is attached to a machine of another account, which only accounts that AWS authorized
 * can have done (EC2 API, CreateNetworkInterfacePermission). It used to be made by a role of EKS's, and counts as managed by
 * it since (recordings of 2018 and 2025).
 */
const isControlPlane = (answer: NetworkInterface): boolean => {
  const { Attachment, Description = '', OwnerId, RequesterId = '', RequesterManaged } = answer;
  const owner = Attachment?.InstanceOwnerId;
  const ofEks = RequesterManaged === true || RequesterId.endsWith(':AmazonEKS');
  return Description.startsWith('Amazon EKS ') && ofEks && owner !== undefined && owner !== OwnerId;
};

/**
 * What an interface belongs to that cannot mount a file system, such as `a load balancer`; undefined where it may. Anybody may
 * describe an interface of their own as they like, so that descriptions count only where AWS says that a service made it.
 */
export const cannotMount = (answer: NetworkInterface): string | undefined => {
  if (isPublicNatGateway(answer)) return 'a public NAT gateway';
  if (answer.InterfaceType === 'load_balancer') return 'a load balancer';
  if (answer.Attachment?.InstanceId !== undefined) return undefined;
  if (isControlPlane(answer)) return 'an EKS control plane';
  if (answer.RequesterManaged !== true) return undefined;
  if (isLoadBalancer(answer)) return 'a load balancer';
  return isCache(answer) ? 'an ElastiCache node' : undefined;
};

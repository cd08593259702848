/** Stand-ins for types whose model is still to be written: an id and an ARN, nothing refused. */
import { ec2Id, hex } from "../ids";
import type { InvokeModel, ResourceModel } from "../model";

const EC2_PREFIX: Readonly<Record<string, string>> = {
  "aws:ec2/vpc:Vpc": "vpc",
  "aws:ec2/subnet:Subnet": "subnet",
  "aws:ec2/routeTable:RouteTable": "rtb",
  "aws:ec2/routeTableAssociation:RouteTableAssociation": "rtbassoc",
  "aws:ec2/route:Route": "r-rtb",
  "aws:ec2/internetGateway:InternetGateway": "igw",
  "aws:ec2/natGateway:NatGateway": "nat",
  "aws:ec2/eip:Eip": "eipalloc",
  "aws:ec2/eipAssociation:EipAssociation": "eipassoc",
  "aws:ec2/instance:Instance": "i",
  "aws:ec2/networkInterface:NetworkInterface": "eni",
  "aws:ec2/securityGroup:SecurityGroup": "sg",
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": "sgr",
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": "sgr",
  "aws:ec2/vpcEndpoint:VpcEndpoint": "vpce",
  "aws:ec2/flowLog:FlowLog": "fl",
};

export function provisionalModel(type: string): ResourceModel | undefined {
  const [provider, module = ""] = type.split(":");
  if (provider !== "aws" && provider !== "docker" && provider !== "random") return undefined;
  const [service = "", kind = ""] = module.split("/");
  return {
    type,
    shape: { source: "provisional", replaceOn: [] },
    rules: [],
    create: (inputs, place) => {
      const prefix = EC2_PREFIX[type];
      const id = prefix ? ec2Id(prefix, place.urn) : `${place.name}-${hex(place.urn, 7)}`;
      const arn = `arn:aws:${service}:${place.region}:${place.accountId}:${kind}/${id}`;
      const bucket = { bucket: id, bucketRegionalDomainName: `${id}.s3.${place.region}.amazonaws.com` };
      return {
        id,
        outputs: {
          arn,
          ...(inputs.name === undefined && { name: id }),
          ...(type === "aws:ec2/eip:Eip" && { allocationId: id, publicIp: "198.51.100.10" }),
          ...(type === "aws:ec2/instance:Instance" && { primaryNetworkInterfaceId: ec2Id("eni", place.urn) }),
          ...(type.startsWith("aws:s3/bucket:") && inputs.bucket === undefined && bucket),
          ...(type === "docker:index/image:Image" && {
            repoDigest: `${String(inputs.imageName).split(":")[0]}@sha256:${hex(place.urn, 64)}`,
          }),
          ...(type === "random:index/randomPassword:RandomPassword" && { result: hex(place.urn, 64) }),
        },
      };
    },
    secretOutputs: type.startsWith("random:") ? ["result"] : [],
  };
}

const ANSWERS: Readonly<Record<string, InvokeModel["answer"]>> = {
  "aws:index/getRegion:getRegion": (_args, { region }) => ({ id: region, name: region, region }),
  "aws:index/getPartition:getPartition": () => ({ id: "aws", partition: "aws", dnsSuffix: "amazonaws.com" }),
  "aws:index/getCallerIdentity:getCallerIdentity": (_args, { accountId }) => ({ id: accountId, accountId }),
  "aws:index/getAvailabilityZones:getAvailabilityZones": (_args, { region }) => ({
    id: region,
    names: ["a", "b", "c"].map((letter) => region + letter),
  }),
  "aws:iam/getPolicyDocument:getPolicyDocument": (args) => ({ id: "0", json: JSON.stringify(args) }),
  "aws:ec2/getAmi:getAmi": () => ({ id: "ami-0123456789abcdef0" }),
  "aws:route53/getZone:getZone": (args) => ({ ...args, id: "Z0123456789", zoneId: "Z0123456789" }),
};

export function provisionalInvoke(token: string): InvokeModel | undefined {
  const answer = ANSWERS[token] ?? (token.startsWith("aws:") ? () => ({ id: token }) : undefined);
  return answer && { token, answer };
}

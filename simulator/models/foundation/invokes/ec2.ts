import type { Account, Existing } from "../../../account";
import type { InvokeModel, Props } from "../../../model";
import { ec2Id } from "../../../ids";
import { IMAGES, imageId, type Image } from "../ec2/images";
import { prefixListsOf } from "../ec2/prefixLists";
import { TYPES } from "../kit/types";
import { asList, isOn, isProps, objects, text } from "../kit/values";

/** Whether a value passes a filter with `*` and `?`. */
function glob(pattern: string, value: string): boolean {
  const expression = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${expression}$`).test(value);
}

export const getAmi: InvokeModel = {
  token: "aws:ec2/getAmi:getAmi",
  answer: (args, place) => {
    refuseOpenSearch(args);
    const found = IMAGES.filter((image) => isWanted(image, args, place.region));
    if (found.length === 0) {
      throw new Error("Your query returned no results. Please change your search criteria and try again.");
    }
    if (found.length > 1 && !isOn(args, "mostRecent")) {
      throw new Error(
        "Your query returned more than one result. Please try a more specific search criteria, or set `most_recent` attribute to true.",
      );
    }
    const newest = found.reduce((best, image) => (image.created > best.created ? image : best));
    return { ...args, ...describe(newest, place.region, place.partition) };
  },
};

function refuseOpenSearch(args: Props): void {
  if (Array.isArray(args.owners) && (args.owners.length === 0 || args.owners.includes(""))) {
    throw new Error("owners must have at least one entry, none of them empty");
  }
  const narrow = objects(args, "filters").some(({ name }) => name === "image-id" || name === "owner-id");
  if (isOn(args, "mostRecent") && args.owners === undefined && !narrow && !isOn(args, "allowUnsafeFilter")) {
    throw new Error(
      "Most Recent Image Not Filtered: `most_recent` is true and results are not filtered by owner or image ID",
    );
  }
}

function attributesOf(image: Image, region: string): Readonly<Record<string, string | undefined>> {
  return {
    architecture: image.architecture,
    description: image.description,
    "image-id": imageId(image, region),
    "image-type": "machine",
    "is-public": "true",
    name: image.name,
    "owner-alias": image.ownerAlias ?? "",
    "owner-id": image.owner,
    "root-device-type": "ebs",
    state: "available",
    "virtualization-type": "hvm",
    hypervisor: "xen",
    "ena-support": "true",
  };
}

function isWanted(image: Image, args: Props, region: string): boolean {
  const owners = asList(args.owners);
  if (owners.length > 0 && !owners.includes(image.owner) && !owners.includes(image.ownerAlias)) return false;
  const nameRegex = text(args, "nameRegex");
  if (nameRegex !== undefined && !new RegExp(nameRegex).test(image.name)) return false;
  const attributes = attributesOf(image, region);
  return objects(args, "filters").every((filter) => {
    const name = text(filter, "name") ?? "";
    // EC2 has more attributes to filter by; the ones the simulator lacks let everything through.
    const value = attributes[name];
    return value === undefined || asList(filter.values).some((pattern) => glob(String(pattern), value));
  });
}

function describe(image: Image, region: string, partition: string): Props {
  const id = imageId(image, region);
  return {
    architecture: image.architecture,
    arn: `arn:${partition}:ec2:${region}::image/${id}`,
    blockDeviceMappings: [],
    bootMode: "uefi-preferred",
    creationDate: image.created,
    deprecationTime: "",
    description: image.description,
    enaSupport: true,
    hypervisor: "xen",
    id,
    imageId: id,
    imageLocation: `${image.ownerAlias ?? image.owner}/${image.name}`,
    imageOwnerAlias: image.ownerAlias ?? "",
    imageType: "machine",
    imdsSupport: "v2.0",
    kernelId: "",
    lastLaunchedTime: "",
    name: image.name,
    ownerId: image.owner,
    platform: "",
    platformDetails: "Linux/UNIX",
    productCodes: [],
    public: true,
    ramdiskId: "",
    region,
    rootDeviceName: "/dev/xvda",
    rootDeviceType: "ebs",
    rootSnapshotId: ec2Id("snap", id),
    sriovNetSupport: "simple",
    state: "available",
    stateReason: {},
    tags: {},
    tpmSupport: "",
    usageOperation: "RunInstances",
    virtualizationType: "hvm",
  };
}

export const getManagedPrefixList: InvokeModel = {
  token: "aws:ec2/getManagedPrefixList:getManagedPrefixList",
  answer: (args, { region, partition }) => {
    const filters = objects(args, "filters");
    const found = prefixListsOf(region).filter(
      (list) =>
        (text(args, "id") === undefined || list.id === args.id) &&
        (text(args, "name") === undefined || list.name === args.name) &&
        filters.every(({ name, values }) => {
          const value = name === "prefix-list-name" ? list.name : name === "prefix-list-id" ? list.id : "AWS";
          return asList(values).some((pattern) => glob(String(pattern), value));
        }),
    );
    const list = found.at(0);
    if (!list) throw new Error("no matching EC2 Managed Prefix List found");
    if (found.length > 1) {
      throw new Error(
        "multiple EC2 Managed Prefix Lists matched; use additional constraints to reduce matches to a single EC2 Managed Prefix List",
      );
    }
    return {
      ...args,
      addressFamily: list.family,
      arn: `arn:${partition}:ec2:${region}:aws:prefix-list/${list.id}`,
      entries: [],
      id: list.id,
      maxEntries: list.maxEntries,
      name: list.name,
      ownerId: "AWS",
      region,
      tags: {},
      version: 0,
    };
  },
};

export const getRouteTable: InvokeModel = {
  token: "aws:ec2/getRouteTable:getRouteTable",
  answer: (args, place, account) => {
    const asked = ["routeTableId", "vpcId", "subnetId", "gatewayId", "filters", "tags"];
    if (asked.every((property) => args[property] === undefined)) {
      throw new Error(
        "one of route_table_id, vpc_id, subnet_id, gateway_id, filters, or tags must be assigned",
      );
    }
    const found = tablesOf(account, place.region).filter((table) => isAsked(table, args));
    const table = found.at(0);
    if (!table)
      throw new Error("query returned no results. Please change your search criteria and try again");
    if (found.length > 1) {
      throw new Error(
        "multiple Route Tables matched; use additional constraints to reduce matches to a single Route Table",
      );
    }
    return {
      arn: `arn:${place.partition}:ec2:${place.region}:${place.accountId}:route-table/${table.id}`,
      associations: table.associations,
      gatewayId: text(args, "gatewayId") ?? "",
      id: table.id,
      ownerId: place.accountId,
      region: place.region,
      routeTableId: table.id,
      routes: table.routes,
      subnetId: text(args, "subnetId") ?? "",
      tags: table.tags,
      vpcId: table.vpcId,
    };
  },
};

interface Table {
  readonly id: string;
  readonly vpcId: string;
  readonly isMain: boolean;
  readonly tags: Props;
  readonly routes: readonly Props[];
  readonly associations: readonly Props[];
}

/** All route tables of a region, the main ones that VPCs bring included. */
function tablesOf(account: Account, region: string): Table[] {
  const here = (type: string): Existing[] => account.ofType(type).filter((other) => other.region === region);
  const named = (type: string, id: string): Existing[] =>
    here(type).filter((other) => other.inputs.routeTableId === id);
  const table = (id: string, vpcId: string, isMain: boolean, own?: Existing): Table => ({
    id,
    vpcId,
    isMain,
    tags: isProps(own?.outputs.tagsAll) ? own.outputs.tagsAll : {},
    routes: [
      ...objects(own?.inputs, "routes"),
      ...named(TYPES.route, id).map(({ inputs }) => ({
        ...inputs,
        cidrBlock: inputs.destinationCidrBlock ?? "",
      })),
    ],
    associations: named(TYPES.routeTableAssociation, id).map((association) => ({
      gatewayId: association.inputs.gatewayId ?? "",
      main: isMain,
      routeTableAssociationId: association.id,
      routeTableId: id,
      subnetId: association.inputs.subnetId ?? "",
    })),
  });
  return [
    ...here(TYPES.vpc).map((vpc) => table(String(vpc.outputs.mainRouteTableId), vpc.id, true)),
    ...here(TYPES.routeTable).map((own) => table(own.id, String(own.inputs.vpcId), false, own)),
  ];
}

function isAsked(table: Table, args: Props): boolean {
  const has = (property: string): boolean =>
    text(args, property) === undefined ||
    table.associations.some((found) => found[property] === args[property]);
  const values: Readonly<Record<string, string>> = {
    "association.main": String(table.isMain),
    "route-table-id": table.id,
    "vpc-id": table.vpcId,
  };
  return (
    (text(args, "routeTableId") ?? table.id) === table.id &&
    (text(args, "vpcId") ?? table.vpcId) === table.vpcId &&
    has("subnetId") &&
    has("gatewayId") &&
    objects(args, "filters").every(({ name, values: wanted }) =>
      asList(wanted).includes(values[String(name)]),
    ) &&
    Object.entries(isProps(args.tags) ? args.tags : {}).every(([key, value]) => table.tags[key] === value)
  );
}

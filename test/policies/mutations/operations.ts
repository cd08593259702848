import type { Mutation } from "./mutation";

export const mutations: readonly Mutation[] = [];

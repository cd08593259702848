/** Topics of the account's memory that models of several areas share. */

/** Buckets, by name, that AWS itself has written logs to. */
export const DELIVERED_LOGS = "delivered logs";

/** Services, by their keys in the account, whose last deployment ECS has rolled back. */
export const ROLLED_BACK = "services rolled back";

/** Topics of the account's memory that models of several areas share. */

/** Buckets, by name, that AWS itself has written logs to. */
export const DELIVERED_LOGS = "delivered logs";

/** Who calls: the four classes and what they are worth in a queue. */

export const customerClasses = ["vip", "premium", "standard", "trial"] as const;
export type CustomerClass = (typeof customerClasses)[number];

/** The default of a queue: points times its seconds per point are added to the entry time: fewer points, sooner answered (design §5). */
export const classPoints: Readonly<Record<CustomerClass, number>> = { vip: 0, premium: 10, standard: 50, trial: 100 };

/** Who is not known is Standard (L11). */
export const UNKNOWN_CALLER_CLASS: CustomerClass = "standard";

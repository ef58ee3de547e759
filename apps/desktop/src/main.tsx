/** The pages' one entry. */
export {};

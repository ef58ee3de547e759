/** The typed client of a centre: state, commands and events, over the same schemas as the server. */
export {};

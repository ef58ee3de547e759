/** The version of the code: in the journal with each start, in SIP's User-Agent, in the API's page. */
export const VERSION = "0.1.0";

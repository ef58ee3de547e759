/** Fulfils the telephony port with sip and media; only here do a dialog and a leg meet. */
export { defaultLimits, type TelephonyLimits, type TelephonyOptions } from "./options.ts";
export { shippedSounds, type AudioSource, type SoundResolver, type ToneSource } from "./sound.ts";
export type { TelephonyAddresses } from "./exchange.ts";
export { createTelephony, type SipTelephony } from "./telephony.ts";

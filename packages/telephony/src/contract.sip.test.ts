/** The port's contract, kept over real sockets with real phones and tones. */
import { telephonyContract } from "@legroom/sim/contract";
import { realSubject } from "../test/port-subject.ts";

telephonyContract("telephony", realSubject, { browser: true });

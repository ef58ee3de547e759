/** A sentence of the contract, and the story that shows it. */
import type { PortDriver } from "./port-driver.ts";
import type { PortSubject } from "./port-subject.ts";

export type Story = (driver: PortDriver, subject: PortSubject) => Promise<void>;
export type Tell = (sentence: string, story: Story) => void;

/** A check of the doctor: resolves with what it found, or rejects with an error whose message is the reason. */
export type Check = { readonly name: string; readonly run: () => Promise<string> };

export type Finding = { readonly name: string; readonly ok: boolean; readonly text: string };

/** Runs the checks one after the other: what fails is a finding, not an end. */
export async function runChecks(checks: readonly Check[], tell: (finding: Finding) => void): Promise<boolean> {
  let allOk = true;
  for (const check of checks) {
    const finding = await find(check);
    allOk &&= finding.ok;
    tell(finding);
  }
  return allOk;
}

async function find({ name, run }: Check): Promise<Finding> {
  try {
    return { name, ok: true, text: await run() };
  } catch (error) {
    return { name, ok: false, text: error instanceof Error ? error.message : String(error) };
  }
}

/** The header by which the server names the offer that it rings for: `OFFERID; queue="Sales"; why="…"`. */

export const OFFER_HEADER = "X-Legroom-Offer";

/** Nothing when it names none that an offer can have. */
export function offerIdOf(header: string | undefined): string | undefined {
  const id = header?.split(";", 1)[0]?.trim() ?? "";
  return /^[A-Za-z0-9_.:~*@+=-]{1,128}$/.test(id) ? id : undefined;
}

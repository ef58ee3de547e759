/** Who is on the other side. */
import type { CustomerShown } from "@legroom/sdk";
import type { ReactNode } from "react";
import { Badge } from "../../parts/Badge.tsx";
import { Name } from "../../parts/Name.tsx";
import { words } from "../../words/index.ts";
import { whoOf } from "./desk-state.ts";

const say = words.desk.customer;

export function Customer({ customer }: { customer: CustomerShown }): ReactNode {
  const { name, address, visitor, customerClass } = customer;
  const isSpecial = customerClass === "vip" || customerClass === "premium";
  return (
    <div className="customer">
      <span className="customer-name">
        <Name text={whoOf(customer)} />
      </span>
      <span className="row">
        <Badge tone={isSpecial ? "accent" : "plain"}>{say.classes[customerClass]}</Badge>
        {name !== undefined && address !== undefined && (
          <span className="quiet">
            <Name text={address} />
          </span>
        )}
        {visitor && name !== undefined && <span className="quiet">{say.fromBrowser}</span>}
      </span>
    </div>
  );
}

import { expect, test } from "vitest";
import { offerIdOf } from "./offer-header.ts";

test.each([
  ['offer-1; queue="Sales"; why="You have the skill; nobody else is free"', "offer-1"],
  ["01JD.x_y:z~", "01JD.x_y:z~"],
  ["  spaced  ", "spaced"],
  ["", undefined],
  [undefined, undefined],
  ['; queue="Sales"', undefined],
  ["two words; x", undefined],
  ["<script>", undefined],
  [`${"a".repeat(129)}`, undefined],
])("the header %j names the offer %j", (header, id) => expect(offerIdOf(header)).toBe(id));

/** People and their sign-ins. `useLink` and `signIn` are asked at a base that is nobody's, such as `/api/v1`. */
import { linkWire, pageOf, peopleWire, signedInWire, signInWire } from "@legroom/model";
import type { Asking, Http } from "./http.ts";
import type { Items, Link, NewPassword, Person, SignedIn, SignIn } from "./wire.ts";

const signIns = pageOf(signInWire);

export function accountsOf(http: Http) {
  return {
    people: (asking?: Asking): Promise<Items<Person>> => http.ask(peopleWire, { ...asking, path: ["people"] }),
    /** A link that signs that person in, once, within 15 minutes; shown this once. */
    makeLink: (personId: string, asking?: Asking): Promise<Link> =>
      http.ask(linkWire, { ...asking, method: "POST", path: ["people", personId, "link"] }),
    signInsOf: (personId: string, asking?: Asking): Promise<Items<SignIn>> =>
      http.ask(signIns, { ...asking, path: ["people", personId, "sign-ins"] }),
    mySignIns: (asking?: Asking): Promise<Items<SignIn>> => http.ask(signIns, { ...asking, path: ["me", "sign-ins"] }),
    /** One's own, or anybody's for who may. Its pages are signed out at once. */
    revokeSignIn: (id: string, asking?: Asking): Promise<void> =>
      http.tell({ ...asking, method: "DELETE", path: ["sign-ins", id] }),
    /** `current` is needed where there is a password. */
    setPassword: (body: NewPassword, asking?: Asking): Promise<void> =>
      http.tell({ ...asking, method: "POST", path: ["me", "password"], body }),
    signOut: (asking?: Asking): Promise<void> => http.tell({ ...asking, method: "POST", path: ["me", "sign-out"] }),
    /** Signs in by a one-time link's token; the browser is given the cookie. */
    useLink: (token: string, asking?: Asking): Promise<SignedIn> =>
      http.ask(signedInWire, { ...asking, method: "POST", path: ["links", "use"], body: { token } }),
    signIn: (name: string, password: string, asking?: Asking): Promise<SignedIn> =>
      http.ask(signedInWire, { ...asking, method: "POST", path: ["sign-in"], body: { name, password } }),
  };
}

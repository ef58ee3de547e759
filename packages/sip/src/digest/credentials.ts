/** What the far side must know to be who they say. HA1 is `H(user:realm:password)` in lower-case hex (RFC 7616 3.4.2). */
export type DigestSecret = { readonly password: string } | { readonly ha1Md5?: string; readonly ha1Sha256?: string };

/** Where secrets come from. Undefined: there is no such user (and nobody outside can tell). */
export type CredentialsPort = (user: string, realm: string) => Promise<DigestSecret | undefined>;

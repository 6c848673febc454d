import { Secret, TOTP } from 'otpauth'

const totpOf = (secret: string, signInName = '') =>
  new TOTP({ issuer: 'Cofund', label: signInName, algorithm: 'SHA1', digits: 6, period: 30, secret: Secret.fromBase32(secret) })

export const newTotpSecret = (): string => new Secret({ size: 20 }).base32

/** What an authenticator scans (the key URI format that all of them read). */
export const totpUri = (secret: string, signInName: string): string => totpOf(secret, signInName).toString()

/**
 * The time step that `code` belongs to (one step of drift either way), or undefined when it is wrong or not later
 * than `lastStep`: a code works once (RFC 6238, section 5.2).
 */
export function acceptedStep(secret: string, code: string, at: Date, lastStep: bigint | null): bigint | undefined {
  const drift = totpOf(secret).validate({ token: code, timestamp: at.getTime(), window: 1 })
  if (drift === null) return undefined
  const step = BigInt(Math.floor(at.getTime() / 30_000) + drift)
  return lastStep !== null && step <= lastStep ? undefined : step
}

export const ClaimPage = () => null
export const loadClaimPage = (_: unknown) => Promise.resolve()

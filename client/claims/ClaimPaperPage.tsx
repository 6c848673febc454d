export const ClaimPaperPage = () => null
export const loadClaimPaperPage = (_: unknown) => Promise.resolve()

/**
 * The mark: 共, "together", drawn as what it means here: two pillars under one beam, standing on a shared base,
 * two feet carrying the load apart. The seal's corner is its only curve.
 */
export function Mark({ size = 28, faint }: { size?: number; faint?: boolean }) {
  return (
    <svg
      className={faint ? 'mark mark-faint' : 'mark'}
      width={size}
      height={size}
      viewBox="0 0 32 32"
      aria-hidden="true"
      focusable="false"
    >
      <rect className="mark-seal" width="32" height="32" rx="6" />
      <path className="mark-strokes" d="M11.5 6v13.5M20.5 6v13.5M7.5 11h17M5 19.5h22M11.8 22.2 7 26.4M20.2 22.2l4.8 4.2" />
    </svg>
  )
}

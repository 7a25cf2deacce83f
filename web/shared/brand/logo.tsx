/** The mark: a cane basket with one persimmon band. Its colours come from the text colour and the accent. */
export function Mark({ className = 'size-8' }: { className?: string }) {
  return (
    <svg viewBox="0 0 64 64" className={className} aria-hidden="true" focusable="false">
      <g fill="none" strokeLinecap="round" strokeLinejoin="round" stroke="currentColor">
        <path d="M16 29C16 6 48 6 48 29" strokeWidth="5" />
        <path d="M7 29h50" strokeWidth="7" />
        <path d="M11 36c1 13 6 20 13 20h16c7 0 12-7 13-20" strokeWidth="6" />
        <path d="M24 38l3 15M40 38l-3 15" strokeWidth="4.500" />
        <path d="M14 45h36" strokeWidth="5" className="stroke-[#ff7a4d]" />
      </g>
    </svg>
  )
}

/** `tokri` in one even stroke; the o is a basket. */
export function Wordmark({ className = 'h-8' }: { className?: string }) {
  return (
    <svg viewBox="0 0 176 60" className={className} role="img" aria-label="Tokri">
      <g fill="none" strokeLinecap="round" strokeLinejoin="round" stroke="currentColor" strokeWidth="8.500">
        <path d="M14 8v31c0 7 4 11 12 11M5 21h19" />
        <path d="M80 6v44M101 22L81 37M88 33l14 17" />
        <path d="M119 22v28M119 33c1-7 7-12 16-11" />
        <path d="M155 23v27" />
        <path d="M34 25c0 18 5 25 11 25h9c6 0 11-7 11-25" />
        <path d="M30 25h39" />
        <path d="M38 21C38 4 61 4 61 21" strokeWidth="5" />
        <path d="M40 37h19" strokeWidth="6" className="stroke-[#ff7a4d]" />
      </g>
      <circle cx="155" cy="9" r="5.500" className="fill-[#ff7a4d]" />
    </svg>
  )
}

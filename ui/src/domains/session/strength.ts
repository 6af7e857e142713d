/** Length of a password in words: the core takes 8 characters and more, 14 and more hold out longer. */
export function strength(password: string): 'none' | 'short' | 'good' | 'great' {
  const letters = [...password].length;
  if (letters === 0) return 'none';
  if (letters < 8) return 'short';
  return letters < 14 ? 'good' : 'great';
}

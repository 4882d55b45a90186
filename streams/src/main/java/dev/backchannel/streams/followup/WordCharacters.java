package dev.backchannel.streams.followup;

/** What words are made of: letters, the marks on them, and numbers of any kind (the Unicode categories L, M and N). */
public final class WordCharacters {
    private static final int ASCII = 128;
    private static final int OF_WORDS = 1 << Character.UPPERCASE_LETTER
            | 1 << Character.LOWERCASE_LETTER
            | 1 << Character.TITLECASE_LETTER
            | 1 << Character.MODIFIER_LETTER
            | 1 << Character.OTHER_LETTER
            | 1 << Character.NON_SPACING_MARK
            | 1 << Character.ENCLOSING_MARK
            | 1 << Character.COMBINING_SPACING_MARK
            | 1 << Character.DECIMAL_DIGIT_NUMBER
            | 1 << Character.LETTER_NUMBER
            | 1 << Character.OTHER_NUMBER;

    private WordCharacters() {}

    public static boolean contain(int codePoint) {
        if (codePoint < ASCII) { // nearly all of English
            int lower = codePoint | 0x20;
            return (lower >= 'a' && lower <= 'z') || (codePoint >= '0' && codePoint <= '9');
        }
        return (OF_WORDS >> Character.getType(codePoint) & 1) != 0;
    }

    /** @return where the word that begins at an index ends; the index itself if none does */
    public static int end(String text, int from) {
        int end = from;
        while (end < text.length()) {
            int codePoint = text.codePointAt(end);
            if (!contain(codePoint)) {
                break;
            }
            end += Character.charCount(codePoint);
        }
        return end;
    }
}

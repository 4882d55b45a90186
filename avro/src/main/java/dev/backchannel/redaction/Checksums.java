package dev.backchannel.redaction;

/** Tells numbers of a kind from other numbers of that form. */
final class Checksums {
    private Checksums() {}

    /** By Luhn's sum (ISO/IEC 7812-1) of 13 to 19 digits. */
    static boolean isCard(String text) {
        int sum = 0;
        int digits = 0;
        boolean twice = false;
        boolean zerosOnly = true;
        for (int i = text.length() - 1; i >= 0; i--) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                continue;
            }
            digits++;
            zerosOnly &= digit == 0;
            int value = twice ? 2 * digit : digit;
            sum += value > 9 ? value - 9 : value;
            twice = !twice;
        }
        return sum % 10 == 0 && digits >= 13 && digits <= 19 && !zerosOnly;
    }

    /** By the remainder modulo 97 (ISO 13616). */
    static boolean isIban(String text) {
        String plain = text.replace(" ", "");
        if (plain.length() < 15 || plain.length() > 34) {
            return false;
        }
        int remainder = 0;
        for (int i = 0; i < plain.length(); i++) {
            int value = Character.digit(plain.charAt((i + 4) % plain.length()), 36);
            remainder = (value > 9 ? 100 * remainder + value : 10 * remainder + value) % 97;
        }
        return remainder == 1;
    }

    /** An IPv4 address is by its form alone; one of IPv6 has eight groups, or one gap and a digit, which no name of a program has. */
    static boolean isAddress(String text) {
        if (text.indexOf(':') < 0) {
            return true;
        }
        int gap = text.indexOf("::");
        if (gap >= 0) {
            return text.indexOf("::", gap + 1) < 0 && text.chars().anyMatch(Character::isDigit);
        }
        return text.split(":", -1).length == 8 && !text.startsWith(":") && !text.endsWith(":");
    }
}

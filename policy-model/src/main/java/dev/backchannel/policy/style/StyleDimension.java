package dev.backchannel.policy.style;

import java.util.Arrays;
import java.util.List;

/**
 * The dimensions in which an answer's style can be wished for, inferred and observed. Each has two opposite {@link
 * StyleValue}s, and each can be seen in the text of an answer alone, independently of the others.
 *
 * <p>An answer of the seed domain has the parts {@code [greeting] content [closing] [question]}, in this order. How each
 * value shows:
 *
 * <table>
 * <caption>What is observable</caption>
 * <tr><td>{@link #LENGTH}</td><td>the content (the answer less greeting, closing, question and emoji) has at most 11
 *     words when short, at least 22 when long; the whole answer has at most 21 words when short</td></tr>
 * <tr><td>{@link #LAYOUT}</td><td>a list has one or more lines that start with {@code "- "}; prose has none and no
 *     line break</td></tr>
 * <tr><td>{@link #GREETING}</td><td>the first word is Hello, Hi, Hey, Good (as in "Good day!") or Welcome</td></tr>
 * <tr><td>{@link #CLOSING}</td><td>the last sentence, or the last before a closing question, is a courtesy that ends with
 *     an exclamation mark: "Enjoy!", "Enjoy your visit!", "See you soon!", "Have a nice day!", "Have a pleasant day!",
 *     "Have fun!", "Take care!"</td></tr>
 * <tr><td>{@link #EMOJI}</td><td>at least one emoji, after the content</td></tr>
 * <tr><td>{@link #QUESTION}</td><td>the answer's last character is a question mark: "Anything else?"; no other question
 *     mark occurs in answers</td></tr>
 * <tr><td>{@link #REGISTER}</td><td>formal: no contraction (no apostrophe at all), and at least one of certainly, of
 *     course, please, pleasure, gladly, indeed, apologize; casual: at least one of sure, yep, yeah, no worries, no
 *     problem, oh no, aw, and none of the formal words</td></tr>
 * </table>
 */
public enum StyleDimension {
    LENGTH,
    LAYOUT,
    GREETING,
    CLOSING,
    EMOJI,
    QUESTION,
    REGISTER;

    /** The two values of this dimension. */
    public List<StyleValue> options() {
        return Arrays.stream(StyleValue.values())
                .filter(value -> value.dimension() == this)
                .toList();
    }
}

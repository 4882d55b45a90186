package dev.backchannel.streams.followup;

import java.util.List;

/**
 * Reads a follow-up by rules, first match wins:
 *
 * <ol>
 *   <li>a phrase that looks like a verdict and is none ("no thanks", "thanks in advance"): neutral
 *   <li>a correction ("no, I meant…", "shorter, please")
 *   <li>a complaint ("that is wrong"), unless it is negated ("that is not wrong")
 *   <li>the words of the message before: a rephrase
 *   <li>thanks or praise; negated praise ("not helpful") is a complaint
 *   <li>"no" to an answer that asked nothing: a complaint
 *   <li>nearly the words of the message before: a rephrase
 *   <li>"yes" to an answer that asked nothing: positive
 *   <li>a question about the answer ("what do you mean?"): a clarification
 *   <li>suddenly all in capitals: a complaint
 *   <li>else neutral: a continuing user is not a satisfied user
 * </ol>
 */
public final class FollowUpClassifier {
    private static final double SIMILAR = 0.65;
    /** People say what they think of an answer before they go on. */
    private static final int SPAN = 600;
    /** A refusal stands at the beginning of an answer. */
    private static final int REFUSAL_SPAN = 200;

    private static final FollowUpReading SHOUTING =
            new FollowUpReading(FollowUpClass.COMPLAINT, "suddenly in capitals", 0.6);

    private final Lexicon lexicon;
    private final Words words;
    private final Similarity similarity;

    public FollowUpClassifier(Lexicon lexicon) {
        this.lexicon = lexicon;
        this.words = new Words(lexicon);
        this.similarity = new Similarity(lexicon);
    }

    /**
     * @param followUp what the user said next
     * @param before the user's message to which the answer was given
     * @param answer what was answered
     */
    public FollowUpReading read(String followUp, String before, String answer) {
        Said said = lexicon.said(words.tokens(beginning(followUp, SPAN)));
        if (lexicon.find("no verdict", said) != null) {
            return FollowUpReading.neutral();
        }
        Cue.Match correction = lexicon.find("correction", said);
        if (correction != null) {
            return reading(FollowUpClass.CORRECTION, correction);
        }
        Cue.Match complaint = lexicon.find("complaint", said);
        if (complaint != null && !isNegated(said, complaint)) {
            return reading(FollowUpClass.COMPLAINT, complaint);
        }
        double similar = similarity.of(said.tokens(), words.tokens(beginning(before, SPAN)));
        if (similar == 1) {
            return repeated(similar);
        }
        Cue.Match praise = lexicon.find("positive", said);
        if (praise != null) {
            return reading(isNegated(said, praise) ? FollowUpClass.COMPLAINT : FollowUpClass.POSITIVE, praise);
        }
        return withoutPhrase(followUp, said, before, similar, answer);
    }

    private FollowUpReading withoutPhrase(String followUp, Said said, String before, double similar, String answer) {
        Cue.Match denial = lexicon.find("denial", said);
        if (denial != null && !isQuestion(answer)) {
            return reading(FollowUpClass.COMPLAINT, denial);
        }
        if (similar >= SIMILAR) {
            return repeated(similar);
        }
        Cue.Match agreement = lexicon.find("agreement", said);
        if (agreement != null && !isQuestion(answer)) {
            return reading(FollowUpClass.POSITIVE, agreement);
        }
        Cue.Match question = lexicon.find("clarification", said);
        if (question != null) {
            return reading(FollowUpClass.CLARIFICATION, question);
        }
        return isShouting(followUp) && !isShouting(before) ? SHOUTING : FollowUpReading.neutral();
    }

    /** Whether an answer declines to help; a complaint about it says nothing about its quality. */
    public boolean isRefusal(String answer) {
        return lexicon.find("refusal", lexicon.said(words.tokens(beginning(answer, REFUSAL_SPAN)))) != null;
    }

    private boolean isQuestion(String answer) {
        return lexicon.find("question", lexicon.said(words.tokens(answer))) != null;
    }

    private static FollowUpReading repeated(double similar) {
        return new FollowUpReading(FollowUpClass.REPHRASE, "says the same again", Math.min(0.9, similar));
    }

    /** A negation among the three words before the cue, in the same clause. */
    private boolean isNegated(Said said, Cue.Match match) {
        String before = said.text().substring(0, match.at());
        String clause = before.substring(Math.max(lastMark(before), 0));
        String[] last = clause.strip().split(" ", -1);
        List<String> span = List.of(last).subList(Math.max(0, last.length - 3), last.length);
        return lexicon.find("negation", lexicon.said(span)) != null;
    }

    /** Two words or more in capitals, no letter small. */
    private static boolean isShouting(String text) {
        int capitals = 0;
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            int codePoint = text.codePointAt(i);
            if (Character.isLowerCase(codePoint)) {
                return false;
            }
            capitals += Character.isUpperCase(codePoint) ? 1 : 0;
        }
        return capitals > 4 && text.strip().split("\\s+").length > 1;
    }

    private static String beginning(String text, int characters) {
        return text.substring(0, Math.min(text.length(), characters));
    }

    private static int lastMark(String text) {
        int last = -1;
        for (char mark : new char[] {'.', ',', '!', '?'}) {
            last = Math.max(last, text.lastIndexOf(mark) + 1);
        }
        return last;
    }

    private static FollowUpReading reading(FollowUpClass followUpClass, Cue.Match match) {
        return new FollowUpReading(followUpClass, match.text(), match.cue().confidence());
    }
}

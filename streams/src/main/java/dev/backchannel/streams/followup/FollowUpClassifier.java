package dev.backchannel.streams.followup;

/**
 * Reads a follow-up by rules, first match wins:
 *
 * <ol>
 *   <li>a phrase that looks like a verdict and is none ("no thanks", "thanks in advance"): neutral
 *   <li>a correction ("no, I meant…", "shorter, please")
 *   <li>a complaint ("that is wrong"), unless it is negated ("that is not wrong")
 *   <li>thanks or praise; negated praise ("not helpful") is a complaint
 *   <li>nearly the words of the message before: a rephrase
 *   <li>a question about the answer ("what do you mean?"): a clarification
 *   <li>else neutral: a continuing user is not a satisfied user
 * </ol>
 */
public final class FollowUpClassifier {
    private static final double SIMILAR = 0.6;
    /** People say what they think of an answer before they go on. */
    private static final int SPAN = 600;
    /** A refusal stands at the beginning of an answer. */
    private static final int REFUSAL_SPAN = 200;

    private final Lexicon lexicon;
    private final Similarity similarity;

    public FollowUpClassifier(Lexicon lexicon) {
        this.lexicon = lexicon;
        this.similarity = new Similarity(lexicon);
    }

    /**
     * @param followUp what the user said next
     * @param before the user's message to which the answer was given
     */
    public FollowUpReading read(String followUp, String before) {
        String words = Words.normalised(beginning(followUp, SPAN));
        if (lexicon.find("no verdict", words) != null) {
            return FollowUpReading.neutral();
        }
        Cue.Match correction = lexicon.find("correction", words);
        if (correction != null) {
            return reading(FollowUpClass.CORRECTION, correction);
        }
        Cue.Match complaint = lexicon.find("complaint", words);
        if (complaint != null && !isNegated(words, complaint)) {
            return reading(FollowUpClass.COMPLAINT, complaint);
        }
        Cue.Match praise = lexicon.find("positive", words);
        if (praise != null) {
            return reading(isNegated(words, praise) ? FollowUpClass.COMPLAINT : FollowUpClass.POSITIVE, praise);
        }
        return withoutCue(words, Words.normalised(beginning(before, SPAN)));
    }

    /** Whether an answer declines to help; a complaint about it says nothing about its quality. */
    public boolean isRefusal(String answer) {
        return lexicon.find("refusal", Words.normalised(beginning(answer, REFUSAL_SPAN))) != null;
    }

    private FollowUpReading withoutCue(String words, String before) {
        double similar = similarity.of(words, before);
        if (similar >= SIMILAR) {
            return new FollowUpReading(FollowUpClass.REPHRASE, "says the same again", Math.min(0.9, similar));
        }
        Cue.Match question = lexicon.find("clarification", words);
        return question == null ? FollowUpReading.neutral() : reading(FollowUpClass.CLARIFICATION, question);
    }

    /** A negation among the three words before the cue, in the same clause. */
    private boolean isNegated(String words, Cue.Match match) {
        String before = words.substring(0, match.at());
        String clause = before.substring(Math.max(lastMark(before), 0));
        String[] last = clause.strip().split(" ");
        StringBuilder span = new StringBuilder();
        for (int i = Math.max(0, last.length - 3); i < last.length; i++) {
            span.append(span.isEmpty() ? "" : " ").append(last[i]);
        }
        return lexicon.find("negation", span.toString()) != null;
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

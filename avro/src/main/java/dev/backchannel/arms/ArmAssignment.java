package dev.backchannel.arms;

import dev.backchannel.avro.Arm;
import dev.backchannel.avro.Experiment;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.List;

/**
 * Who belongs to which arm. A user's point depends on nothing but the experiment's id and the user's, so it is the same on
 * every server and after every restart; when a share grows, nobody leaves the arm that grows.
 */
public final class ArmAssignment {
    private static final int BITS = 53; // of a double's significand

    private ArmAssignment() {}

    /**
     * The user's place, even over [0, 1): the first 53 bits of SHA-256.
     *
     * @param unit the user's id; of a request without one, its conversation's
     */
    public static double point(String experimentId, String tenant, String unit) {
        byte[] text = (experimentId + '\n' + tenant + '/' + unit).getBytes(StandardCharsets.UTF_8);
        return (ByteBuffer.wrap(sha256().digest(text)).getLong() >>> (Long.SIZE - BITS)) * 0x1p-53;
    }

    /** The arm of this user: the arms divide [0, 1) by their shares, in the order of their names. */
    public static Arm of(Experiment experiment, String tenant, String unit) {
        List<Arm> arms = experiment.getArms().stream()
                .filter(arm -> arm.getShare() > 0)
                .sorted(Comparator.comparing(Arm::getName))
                .toList();
        if (arms.isEmpty()) {
            throw new IllegalArgumentException("no arm of " + experiment.getExperimentId() + " has a share above 0");
        }
        double point = point(experiment.getExperimentId(), tenant, unit);
        for (Arm arm : arms) {
            point -= arm.getShare();
            if (point < 0) {
                return arm;
            }
        }
        return arms.get(arms.size() - 1);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}

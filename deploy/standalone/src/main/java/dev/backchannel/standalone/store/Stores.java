package dev.backchannel.standalone.store;

import dev.backchannel.policy.checkpoint.CheckpointStore;
import dev.backchannel.policy.checkpoint.FolderStore;
import dev.backchannel.standalone.UserError;
import dev.backchannel.standalone.config.RecordOverlay;
import dev.backchannel.standalone.config.Settings;
import java.nio.file.Path;
import java.util.Optional;

/** Opens the store that the knob {@code store} names: a folder, or {@code s3://bucket/prefix}. */
public final class Stores {
    private static final String KNOB = "store";

    private Stores() {}

    /**
     * @param folder the store if the knob is empty
     * @param copies where this role alone keeps copies of what lies in S3
     * @throws UserError exit 2, if the knob or what belongs to it makes no sense; whether S3 answers is not asked
     */
    public static CheckpointStore open(Settings settings, Path folder, Path copies) {
        Optional<String> store = settings.optionalText(KNOB);
        if (store.isEmpty()) {
            return new FolderStore(folder);
        }
        if (!store.get().contains("://")) {
            return new FolderStore(settings.path(KNOB));
        }
        try {
            S3Address address = S3Address.parse(store.get());
            return new S3Store(new S3Bucket(s3(settings), address), copies);
        } catch (IllegalArgumentException e) {
            throw UserError.usage(KNOB + ": " + e.getMessage());
        }
    }

    /** Complains as {@link #open} does, and opens nothing. */
    public static void check(Settings settings) {
        Optional<String> store = settings.optionalText(KNOB);
        if (store.isPresent() && store.get().contains("://")) {
            try {
                S3Address.parse(store.get());
            } catch (IllegalArgumentException e) {
                throw UserError.usage(KNOB + ": " + e.getMessage());
            }
            s3(settings);
        }
    }

    private static S3Settings s3(Settings settings) {
        S3Settings s3 = new RecordOverlay(settings).over("s3", S3Settings.defaults());
        if (s3.accessKey().isEmpty() || s3.secretKey().isEmpty()) {
            throw UserError.usage("an S3 store needs s3.access-key and s3.secret-key; set BACKCHANNEL_S3_ACCESS_KEY and"
                    + " BACKCHANNEL_S3_SECRET_KEY, or write them to the file of --config");
        }
        return s3;
    }
}

package dev.backchannel.standalone.store;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A bucket and the beginning of the keys in it, written {@code s3://bucket/prefix}.
 *
 * @param prefix empty, or ending with a slash
 */
record S3Address(String bucket, String prefix) {
    private static final Pattern FORM = Pattern.compile("s3://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:/(.*))?");

    /** @throws IllegalArgumentException saying what such an address looks like */
    static S3Address parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no S3 store; write s3://BUCKET or s3://BUCKET/PREFIX, the bucket in lower case");
        }
        String prefix = form.group(2) == null ? "" : form.group(2).replaceAll("^/+|/+$", "");
        return new S3Address(form.group(1), prefix.isEmpty() ? "" : prefix + "/");
    }

    @Override
    public String toString() {
        return "s3://" + bucket + "/" + prefix;
    }
}

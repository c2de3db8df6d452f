package io.gingham.bgp.bmp;

/// A text of an initiation or a Peer Up (RFC 7854 section 4.4).
public record InfoTlv(Type type, String text) {

    public enum Type {
        STRING(0),
        SYS_DESCR(1),
        SYS_NAME(2),
        /// RFC 9069 section 5.2.1.
        TABLE_NAME(3);

        private final int code;

        Type(int code) {
            this.code = code;
        }

        int code() {
            return code;
        }
    }

    /// The name of the one Loc-RIB there is (RFC 9069 section 5.2.1).
    static final InfoTlv GLOBAL_TABLE = new InfoTlv(Type.TABLE_NAME, "global");
}

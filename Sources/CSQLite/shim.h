#include <sqlite3.h>

// Swift does not see functions with a variable number of arguments.

/// Triggers and foreign keys.
static inline int bookkeeper_check_each_row(sqlite3 *connection, int is_on) {
    int code = sqlite3_db_config(connection, SQLITE_DBCONFIG_ENABLE_TRIGGER, is_on, (int *)0);
    return code == SQLITE_OK ? sqlite3_db_config(connection, SQLITE_DBCONFIG_ENABLE_FKEY, is_on, (int *)0) : code;
}

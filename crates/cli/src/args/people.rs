//! Arguments of people, reviews and the activity log.

use std::path::PathBuf;

use clap::{Args, Subcommand};

#[derive(Args)]
pub(crate) struct People {
    #[command(subcommand)]
    pub(crate) what: PeopleWhat,
}

#[derive(Subcommand)]
pub(crate) enum PeopleWhat {
    /// 列出人员和角色 / list people and roles
    List,
    /// 新增人员；从第二人起，每次操作须说明是谁 / add a person; from the second on, somebody has to say who works
    Add {
        /// 姓名 / name
        name: String,
        /// declarant 申报员、reviewer 复核员、archivist 档案员、manager 管理员，可多次 / role; may be repeated
        #[arg(long = "role", required = true, value_name = "ROLE")]
        roles: Vec<String>,
        /// 从该文件读 PIN；不写则没有 PIN / read a PIN from a file; none by default
        #[arg(long, value_name = "FILE")]
        pin_file: Option<PathBuf>,
    },
    /// 修改姓名或角色 / change name or roles
    Change {
        /// 姓名或编号 / name or number
        person: String,
        /// 新姓名 / new name
        #[arg(long)]
        name: Option<String>,
        /// 新角色，可多次 / new role; may be repeated
        #[arg(long = "role", value_name = "ROLE")]
        roles: Vec<String>,
    },
    /// 停用人员，日志保留其姓名 / a person works here no more; the log keeps the name
    Retire {
        /// 姓名或编号 / name or number
        person: String,
    },
    /// 设置或取消 PIN / set a PIN, or take it away
    Pin {
        /// 姓名或编号 / name or number
        person: String,
        /// 从该文件读新 PIN，否则在终端输入 / read the new PIN from a file instead of the terminal
        #[arg(long, value_name = "FILE")]
        pin_file: Option<PathBuf>,
        /// 取消 PIN / take it away
        #[arg(long, conflicts_with = "pin_file")]
        remove: bool,
    },
    /// 双人复核：off 不复核、always 全部、above 金额以上；不写则显示 / four eyes of a client; shows them by default
    FourEyes {
        /// 客户 / client
        #[arg(long, value_name = "C")]
        client: String,
        /// off、always、above
        #[arg(value_parser = ["off", "always", "above"])]
        mode: Option<String>,
        /// above 的金额（元）/ with `above`: the amount in yuan
        #[arg(value_name = "YUAN", default_value = "")]
        above: String,
    },
}

#[derive(Args)]
pub(crate) struct Review {
    #[command(subcommand)]
    pub(crate) what: ReviewWhat,
}

#[derive(Subcommand)]
pub(crate) enum ReviewWhat {
    /// 列出待复核的清单和改单等申请 / declarations, changes and applications that wait for a review
    List {
        /// 客户，默认全部 / client; all by default
        #[arg(long, value_name = "C", default_value = "")]
        client: String,
    },
    /// 一票清单的复核情况 / how one declaration stands
    Show {
        /// 编号或企业内部编号 / id or own number
        #[arg(value_name = "ID")]
        declaration: String,
    },
    /// 复核通过（清单，以及改单、删单、撤单、退货）；自己经手的除外 / approve declarations, and changes, deletions, cancellations and returns; not what one had a hand in
    Approve {
        /// 编号或企业内部编号 / ids or own numbers
        #[arg(value_name = "ID", required_unless_present = "client")]
        declarations: Vec<String>,
        /// 该客户所有待复核的 / all of this client that wait
        #[arg(long, value_name = "C", conflicts_with = "declarations", default_value = "")]
        client: String,
    },
    /// 退回，写明原因 / send back, and say why
    SendBack {
        /// 编号或企业内部编号 / ids or own numbers
        #[arg(value_name = "ID", required = true)]
        declarations: Vec<String>,
        /// 原因 / why
        #[arg(long, value_name = "TEXT")]
        reason: String,
        /// 只退回该客户的；其他客户的清单视为不存在 / of this client only: a declaration of another is refused
        #[arg(long, value_name = "C", default_value = "")]
        client: String,
    },
    /// 对退回的清单再次请求复核 / ask for another review of what was sent back
    Ask {
        /// 编号或企业内部编号 / ids or own numbers
        #[arg(value_name = "ID", required = true)]
        declarations: Vec<String>,
    },
}

#[derive(Args)]
pub(crate) struct Activity {
    #[command(subcommand)]
    pub(crate) what: ActivityWhat,
}

#[derive(Subcommand)]
pub(crate) enum ActivityWhat {
    /// 列出，最新的在前 / list, newest first
    List {
        /// 人员编号；0 为通关台自己 / number of a person; 0 is the desk itself
        #[arg(long, value_name = "N", default_value = "")]
        person: String,
        /// 操作 / what was done, as its word
        #[arg(long, value_name = "WORD", default_value = "")]
        what: String,
        /// 客户 / client
        #[arg(long, value_name = "C", default_value = "")]
        client: String,
        /// 自该日起 / from this day on
        #[arg(long, value_name = "YYYY-MM-DD", default_value = "")]
        from: String,
        /// 至该日 / up to this day
        #[arg(long, value_name = "YYYY-MM-DD", default_value = "")]
        until: String,
        /// 查找编号等 / text within subject and details
        #[arg(long, value_name = "TEXT", default_value = "")]
        find: String,
        /// 最多多少条 / at most so many
        #[arg(long, value_name = "N", default_value_t = 200)]
        limit: u32,
    },
    /// 检查日志是否被改动，并与复核记录核对：本机的，或导出的文件；退出码 1 为被改动或不符 / whether the log, or an exported one, is unbroken and fits the reviews; exit code 1 when not
    Verify {
        /// 导出的文件；不写则检查数据目录中的日志 / an exported file; the log of the data folder by default
        file: Option<PathBuf>,
    },
    /// 导出全部日志（JSON 行，末行为封存）/ write the whole log as JSON lines, its sealed end as the last
    Export {
        /// 写入文件 / file
        file: PathBuf,
    },
}
